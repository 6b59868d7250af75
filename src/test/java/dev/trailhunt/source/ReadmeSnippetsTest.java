package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.OTHER_ACCOUNT;
import static dev.trailhunt.source.LakeWriter.record;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the source is run as it stands there, on another lake. */
class ReadmeSnippetsTest {
  private static final String SECTION = "## The `cloudtrail` source alone\n";
  private static final String LAKE = "s3a://my-cloudtrail-bucket";
  private static final String IAM = "iam.amazonaws.com";
  private static final String SIGN_IN = "signin.amazonaws.com";

  @TempDir Path directory;
  @TempDir Path classes;
  private final SparkSession spark = TestSession.spark().newSession();
  private LakeWriter lake;

  @BeforeEach
  void fillLake() {
    lake = new LakeWriter(directory);
    LocalDate march = LocalDate.of(2026, 3, 1);
    lake.accountTrail(ACCOUNT, "us-east-1", march, record("a", IAM, "CreateUser"));
    lake.accountTrail(ACCOUNT, "us-east-1", march.plusDays(6), record("b", IAM, "CreateUser"));
    lake.accountTrail(ACCOUNT, "us-east-1", march.plusDays(7), record("c", IAM, "CreateUser"));
    lake.accountTrail(ACCOUNT, "eu-west-1", march, record("d", IAM, "CreateUser"));
    for (String account : List.of(ACCOUNT, OTHER_ACCOUNT, "777788889999")) {
      lake.accountTrail(account, "us-east-1", march, record("e", SIGN_IN, "ConsoleLogin"));
    }
    lake.accountTrail(
        ACCOUNT, "us-east-1", march.minusDays(1), record("f", SIGN_IN, "ConsoleLogin"));
  }

  @Test
  void sqlRuns() throws IOException {
    List<String> statements =
        snippets("sql")
            .flatMap(snippet -> Stream.of(snippet.split(";")))
            .filter(statement -> !statement.isBlank())
            .toList();

    List<Row> last = List.of();
    for (String statement : statements) {
      last = spark.sql(statement).collectAsList();
    }

    assertThat(last).extracting(Row::toString).containsExactly("[CreateUser,2]");
  }

  @Test
  void javaCompilesAndRuns() throws Exception {
    String snippet = snippets("java").collect(joining());

    Dataset<Row> rows = run(snippet, "signIns");

    assertThat(rows.select("path_account").as(Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrder(ACCOUNT, OTHER_ACCOUNT);
  }

  /** The code of the section in a language, with this test's lake in it. */
  private Stream<String> snippets(String language) throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(readme).contains(SECTION);
    String section = readme.substring(readme.indexOf(SECTION) + SECTION.length());
    List<String> found =
        Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(section.split("\n## ", 2)[0])
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(String.join("", found)).contains(LAKE);
    return found.stream().map(snippet -> snippet.replace(LAKE, lake.location()));
  }

  /** Compiles statements into a method, and gives back what a variable of theirs holds. */
  @SuppressWarnings("unchecked")
  private Dataset<Row> run(String statements, String variable) throws Exception {
    String source =
        """
        import org.apache.spark.sql.*;

        public class Snippet {
          public static Dataset<Row> run(SparkSession spark) {
            %s
            return %s;
          }
        }
        """
            .formatted(statements, variable);
    StringWriter said = new StringWriter();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                said,
                null,
                null,
                List.of("-proc:none", "-cp", classPath(), "-d", classes.toString()),
                null,
                List.of(new Source(source)))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      return (Dataset<Row>)
          loader.loadClass("Snippet").getMethod("run", SparkSession.class).invoke(null, spark);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
