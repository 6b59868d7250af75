package dev.trailhunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * The cases of one folder of {@code src/test/resources/fixtures}: CloudTrail records and what must
 * become of them.
 *
 * <p>A file is one topic, an array of cases:
 *
 * <pre>{@code
 * {"name": "...",
 *  "history": [{"days": 14, "record": {...}}],
 *  "records": [{"eventID": "...", ...}],
 *  "expect": [{"event_id": "...", "outcome": "success"}]}
 * }</pre>
 *
 * <p>A record holds what the case is about; the keys it leaves out come from {@code defaults.json},
 * and a null for one of those keys leaves the key out of the log. {@code history}, which a case
 * need not have, stands for the same record on each of so many days, the last one as written, the
 * event ids numbered. {@code expect} lists every row that the case's own event ids must give (with
 * an {@code account_id} where two accounts share an id) and only the columns that the case is
 * about. An expected array is compared in any order, by the first field of its elements where these
 * are structs; an expected object is compared with the JSON text in the column.
 */
public final class Fixtures {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> CASE_KEYS = Set.of("name", "history", "records", "expect");
  private static final String ACCOUNT = "111122223333";
  private static final String OTHER_ACCOUNT = "444455556666";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  private final List<Case> cases;

  private Fixtures(List<Case> cases) {
    this.cases = List.copyOf(cases);
  }

  /** One case, its defaults filled in and its history written out. */
  private record Case(
      String topic, String name, List<ObjectNode> records, List<ObjectNode> expect) {
    Set<String> eventIds() {
      Set<String> ids = new LinkedHashSet<>();
      records.forEach(record -> ids.add(record.path("eventID").asText()));
      return ids;
    }
  }

  /**
   * All cases of a folder, in the accounts that they name.
   *
   * @throws IllegalArgumentException if a file is not as described above, or if two cases share an
   *     event id
   */
  public static Fixtures in(String folder) {
    return load(folder, index -> UnaryOperator.identity());
  }

  /**
   * All cases of a folder, each in two accounts of its own that stand for those it names, so that
   * no case is evidence in another.
   *
   * @throws IllegalArgumentException as {@link #in}
   */
  public static Fixtures inAccountsOfTheirOwn(String folder) {
    return load(
        folder,
        index ->
            text ->
                text.replace(ACCOUNT, "1111%08d".formatted(index))
                    .replace(OTHER_ACCOUNT, "4444%08d".formatted(index)));
  }

  private static Fixtures load(String folder, Function<Integer, UnaryOperator<String>> accounts) {
    ObjectNode defaults = (ObjectNode) parse(read(resource("defaults.json")));
    List<Case> cases = new ArrayList<>();
    for (Path file : jsonFiles(folder)) {
      String topic = file.getFileName().toString().replace(".json", "");
      for (JsonNode node : parse(read(file))) {
        UnaryOperator<String> account = accounts.apply(cases.size() + 1);
        cases.add(
            toCase(
                topic, parse(account.apply(node.toString())), account.apply(defaults.toString())));
      }
    }
    requireEventIdsOfTheirOwn(cases);
    return new Fixtures(cases);
  }

  private static Case toCase(String topic, JsonNode node, String defaults) {
    String name = topic + ": " + node.path("name").asText();
    node.fieldNames().forEachRemaining(key -> require(CASE_KEYS.contains(key), name, key));
    require(node.path("records").isArray() && !node.path("records").isEmpty(), name, "records");
    require(node.path("expect").isArray(), name, "expect");
    List<ObjectNode> records = new ArrayList<>();
    for (JsonNode history : node.path("history")) {
      ObjectNode last = complete(history.path("record"), defaults);
      for (int day = 0; day < history.path("days").asInt(); day++) {
        records.add(daysBefore(last, day));
      }
    }
    node.path("records").forEach(record -> records.add(complete(record, defaults)));
    Case made =
        new Case(
            topic, node.path("name").asText(), records, objects((ArrayNode) node.get("expect")));
    for (ObjectNode expected : made.expect()) {
      String id = expected.path("event_id").asText();
      require(made.eventIds().contains(id), name, "expected event id " + id);
    }
    return made;
  }

  private static ObjectNode complete(JsonNode record, String defaults) {
    ObjectNode whole = (ObjectNode) parse(defaults);
    Set<String> defaulted = new LinkedHashSet<>();
    whole.fieldNames().forEachRemaining(defaulted::add);
    whole.setAll((ObjectNode) record);
    defaulted.forEach(
        key -> {
          if (whole.path(key).isNull()) {
            whole.remove(key);
          }
        });
    require(!whole.path("eventID").asText().isEmpty(), record.toString(), "eventID");
    return whole;
  }

  private static ObjectNode daysBefore(ObjectNode record, int days) {
    Instant time = eventTime(record).minus(days, ChronoUnit.DAYS);
    return record
        .deepCopy()
        .put("eventTime", time.toString())
        .put("eventID", record.path("eventID").asText() + "-" + days);
  }

  private static void requireEventIdsOfTheirOwn(List<Case> cases) {
    Map<String, String> owners = new HashMap<>();
    for (Case one : cases) {
      for (String id : one.eventIds()) {
        String owner = owners.put(id, one.topic() + ": " + one.name());
        require(owner == null, one.topic() + ": " + one.name(), id + " is also of " + owner);
      }
    }
  }

  /**
   * Writes the records as an account trail, one log file per account, delivered on the day of the
   * account's latest event.
   *
   * @return the root to load
   */
  public String writeLake(Path root) {
    Map<String, List<ObjectNode>> byAccount = new LinkedHashMap<>();
    for (Case one : cases) {
      for (ObjectNode record : one.records()) {
        byAccount.computeIfAbsent(account(record), key -> new ArrayList<>()).add(record);
      }
    }
    byAccount.forEach((account, records) -> writeLog(root, account, records));
    return root.toUri().toString();
  }

  private static void writeLog(Path root, String account, List<ObjectNode> records) {
    LocalDate day =
        records.stream()
            .map(record -> LocalDate.ofInstant(eventTime(record), ZoneOffset.UTC))
            .max(LocalDate::compareTo)
            .orElseThrow();
    String stamp = day.format(DateTimeFormatter.BASIC_ISO_DATE) + "T2355Z";
    Path file =
        root.resolve("AWSLogs/%s/CloudTrail/us-east-1/%s".formatted(account, day.format(DAY)))
            .resolve(
                "%s_CloudTrail_us-east-1_%s_Fixtures00000001.json.gz".formatted(account, stamp));
    ObjectNode log = JSON.createObjectNode();
    log.putArray("Records").addAll(records);
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(log.toString().getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The columns that the cases expect anything of. */
  public Set<String> expectedColumns() {
    Set<String> columns = new TreeSet<>();
    for (Case one : cases) {
      one.expect().forEach(expected -> expected.fieldNames().forEachRemaining(columns::add));
    }
    return columns;
  }

  /**
   * A test of each case against what came out, grouped by topic.
   *
   * @param result rows with at least {@code event_id}, {@code account_id} and the expected columns;
   *     evaluated once
   */
  public Stream<DynamicContainer> tests(Dataset<Row> result) {
    Map<String, List<JsonNode>> rows = new HashMap<>();
    for (String json : asJson(result)) {
      JsonNode row = parse(json);
      rows.computeIfAbsent(row.path("event_id").asText(), id -> new ArrayList<>()).add(row);
    }
    Map<String, List<DynamicTest>> topics = new LinkedHashMap<>();
    for (Case one : cases) {
      topics
          .computeIfAbsent(one.topic(), topic -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(one.name(), () -> check(one, rows)));
    }
    return topics.entrySet().stream()
        .map(topic -> DynamicContainer.dynamicContainer(topic.getKey(), topic.getValue()));
  }

  private static List<String> asJson(Dataset<Row> result) {
    Map<String, String> options =
        Map.of("ignoreNullFields", "false", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ssX");
    return result.select(to_json(struct(col("*")), options)).as(Encoders.STRING()).collectAsList();
  }

  private static void check(Case one, Map<String, List<JsonNode>> rows) {
    List<String> found = new ArrayList<>();
    for (String id : one.eventIds()) {
      rows.getOrDefault(id, List.of()).forEach(row -> found.add(id));
    }
    assertThat(found)
        .as("event ids of the rows")
        .containsExactlyInAnyOrderElementsOf(
            one.expect().stream().map(expected -> expected.path("event_id").asText()).toList());
    for (ObjectNode expected : one.expect()) {
      JsonNode account = expected.path("account_id");
      List<JsonNode> candidates =
          rows.get(expected.path("event_id").asText()).stream()
              .filter(row -> account.isMissingNode() || account.equals(row.path("account_id")))
              .toList();
      assertThat(candidates).as("rows for %s", expected).hasSize(1);
      expected
          .fieldNames()
          .forEachRemaining(
              column ->
                  assertThat(comparable(expected.get(column), candidates.get(0).path(column)))
                      .as("%s of %s", column, expected.path("event_id").asText())
                      .isEqualTo(comparable(expected.get(column), expected.get(column))));
    }
  }

  /** What of a column's value is compared, given what is expected. */
  private static Object comparable(JsonNode expected, JsonNode value) {
    if (expected.isArray() && value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(element -> element.isObject() ? element.iterator().next() : element)
          .map(JsonNode::asText)
          .sorted()
          .toList();
    }
    return expected.isObject() && value.isTextual() ? parse(value.asText()) : value;
  }

  private static String account(ObjectNode record) {
    String recipient = record.path("recipientAccountId").asText();
    return recipient.isEmpty() ? ACCOUNT : recipient;
  }

  private static Instant eventTime(JsonNode record) {
    return Instant.parse(record.path("eventTime").asText());
  }

  private static List<ObjectNode> objects(ArrayNode array) {
    List<ObjectNode> objects = new ArrayList<>();
    array.forEach(element -> objects.add((ObjectNode) element));
    return objects;
  }

  private static List<Path> jsonFiles(String folder) {
    try (Stream<Path> files = Files.list(resource(folder))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      require(!found.isEmpty(), folder, "no JSON files");
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
      require(in != null, name, "not on the class path");
      return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void require(boolean condition, String where, String what) {
    if (!condition) {
      throw new IllegalArgumentException("fixture " + where + ": " + what);
    }
  }
}
