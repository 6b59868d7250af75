package dev.trailhunt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailhunt.S3ProxyServer.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The policy that users are given, and whether it allows what was asked of S3. */
final class IamPolicy {
  private final List<Statement> statements;

  private record Statement(Set<String> actions, List<Pattern> resources) {
    boolean allows(String action, String resource) {
      return actions.contains(action)
          && resources.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }
  }

  private IamPolicy(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a policy.
   *
   * @throws IllegalArgumentException when it has more than statements that allow
   */
  static IamPolicy read(Path file) throws IOException {
    JsonNode policy = new ObjectMapper().readTree(file.toFile());
    List<Statement> statements = new ArrayList<>();
    for (JsonNode statement : policy.path("Statement")) {
      Set<String> names = new TreeSet<>();
      statement.fieldNames().forEachRemaining(names::add);
      if (!names.equals(Set.of("Sid", "Effect", "Action", "Resource"))
          || !statement.path("Effect").asText().equals("Allow")) {
        throw new IllegalArgumentException("a statement that only AWS understands: " + statement);
      }
      statements.add(
          new Statement(
              texts(statement.path("Action")).collect(Collectors.toSet()),
              texts(statement.path("Resource")).map(IamPolicy::pattern).toList()));
    }
    return new IamPolicy(statements);
  }

  private static Stream<String> texts(JsonNode oneOrMore) {
    return oneOrMore.isArray()
        ? StreamSupport.stream(oneOrMore.spliterator(), false).map(JsonNode::textValue)
        : Stream.of(oneOrMore.textValue());
  }

  private static Pattern pattern(String resource) {
    return Pattern.compile(
        Stream.of(resource.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  /** All that it allows anywhere. */
  Set<String> actions() {
    return statements.stream()
        .flatMap(statement -> statement.actions().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  boolean allows(Request request) {
    String action = action(request);
    String path =
        isOfBucket(request) ? request.path().replace("/", "") : request.path().substring(1);
    return statements.stream()
        .anyMatch(statement -> statement.allows(action, "arn:aws:s3:::" + path));
  }

  private static boolean isOfBucket(Request request) {
    return request.path().matches("/[^/]+/?");
  }

  /** The right that S3 asks for, where objects are deleted one by one. */
  static String action(Request request) {
    boolean ofUpload = String.valueOf(request.uri().getQuery()).contains("uploadId");
    return switch (request.method()) {
      case "GET", "HEAD" -> isOfBucket(request) ? "s3:ListBucket" : "s3:GetObject";
      case "PUT", "POST" -> "s3:PutObject";
      case "DELETE" -> ofUpload ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
      default -> throw new IllegalArgumentException("no request that S3A makes: " + request);
    };
  }
}
