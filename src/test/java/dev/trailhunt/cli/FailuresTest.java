package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.ConfigException;
import dev.trailhunt.config.ConfigException.Problem;
import dev.trailhunt.run.JobException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.s3a.AWSServiceThrottledException;
import org.apache.hadoop.fs.s3a.AWSStatus500Exception;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailuresTest {
  private static final String S3_403 =
      "software.amazon.awssdk.services.s3.model.S3Exception: (Service: S3, Status Code: 403)";

  private static Arguments row(String name, Throwable thrown, int status, String line) {
    return Arguments.of(Named.of(name, thrown), status, line);
  }

  private static AccessDeniedException denied(String code) {
    return new AccessDeniedException("s3a://logs/AWSLogs", null, S3_403 + ":" + code);
  }

  private static AwsServiceException s3(int status, String code) {
    return S3Exception.builder().statusCode(status).message(code).build();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        row(
            "what the user asked for",
            new JobException(JobException.Kind.USAGE, "no finding 3f"),
            2,
            "no finding 3f"),
        row(
            "what happened on the way",
            new JobException(JobException.Kind.FAILED, "lease held by x"),
            1,
            "lease held by x"),
        row(
            "a job's words inside a task's failure",
            new RuntimeException(
                "Job aborted", new JobException(JobException.Kind.USAGE, "no layout")),
            2,
            "no layout"),
        row(
            "no such bucket",
            new IOException(
                "x", new UnknownStoreException("s3a://logs/a", "Bucket does not exist")),
            1,
            "s3a://logs/a: the bucket does not exist, check its name and the endpoint"),
        row(
            "unknown key",
            denied("InvalidAccessKeyId"),
            1,
            "s3a://logs/AWSLogs: the store does not know the access key, check which credentials"
                + " are in use"),
        row(
            "wrong secret",
            new RuntimeException(denied("SignatureDoesNotMatch")),
            1,
            "s3a://logs/AWSLogs: the secret key does not belong to the access key, check the"
                + " credentials"),
        row(
            "old token",
            denied("ExpiredToken"),
            1,
            "s3a://logs/AWSLogs: the session token has expired, get new credentials"),
        row(
            "forbidden",
            denied("AccessDenied"),
            1,
            "s3a://logs/AWSLogs: access denied, the credentials need s3:ListBucket and s3:GetObject"
                + " on the lake, s3:PutObject and s3:DeleteObject on the warehouse, and the KMS key"
                + " if there is one"),
        row(
            "forbidden on the disk",
            new AccessDeniedException("/tables/activity"),
            1,
            "/tables/activity: permission denied"),
        row(
            "no credentials",
            new NoAuthWithAWSException("No AWS Credentials provided by A B C", null),
            1,
            "no AWS credentials found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
                + " AWS_SECRET_ACCESS_KEY, or a role of the machine"),
        row(
            "no credentials for a bucket",
            new AccessDeniedException(
                "s3a://logs/a", null, "org.x.NoAuthWithAWSException: No AWS Credentials provided"),
            1,
            "s3a://logs/a: no AWS credentials found, set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
                + " AWS_SECRET_ACCESS_KEY, or a role of the machine"),
        row(
            "nobody listens",
            new ConnectException(
                "getFileStatus on s3a://logs/a: SdkClientException: Connect to 127.0.0.1:1 failed"),
            1,
            "s3a://logs/a: the endpoint refuses the connection, check fs.s3a.endpoint and the"
                + " network (127.0.0.1:1)"),
        row(
            "no such host",
            new UnknownHostException(
                "getFileStatus on s3a://logs/a: SdkClientException: s3.invalid"),
            1,
            "s3a://logs/a: the endpoint's host name is unknown, check fs.s3a.endpoint and the"
                + " network (s3.invalid)"),
        row(
            "a busy store",
            new RuntimeException(
                new AWSServiceThrottledException(
                    "Writing Object on t/_delta_log/1.json", s3(503, "SlowDown"))),
            1,
            "t/_delta_log/1.json: the store asks to slow down, to the last retry: run"
                + " again later"),
        row(
            "a broken store",
            new AWSStatus500Exception("list on s3a://logs/a", s3(500, "InternalError")),
            1,
            "s3a://logs/a: the store fails, to the last retry: run again later"),
        row(
            "a silent store",
            new SocketTimeoutException("getFileStatus on s3a://logs/a: Read timed out"),
            1,
            "s3a://logs/a: the store does not answer, to the last retry: check fs.s3a.endpoint and"
                + " the network, or run again later"),
        row(
            "anything else",
            new RuntimeException("outer", new ArithmeticException("first\nsecond")),
            1,
            "ArithmeticException: first; the stack trace is in the driver's log"),
        row(
            "without a message",
            new NullPointerException(),
            1,
            "NullPointerException; the stack trace is in the driver's log"),
        row(
            "without Spark",
            new NoClassDefFoundError("org/apache/spark/sql/SparkSession"),
            1,
            "Spark is not on the class path, start by bin/trailhunt or spark-submit"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void isSaidInOneLine(Throwable thrown, int status, String line) {
    Failures.Failure failure = Failures.explain(thrown, "nightly");
    assertThat(failure.lines()).containsExactly(line);
    assertThat(failure.status()).isEqualTo(status);
  }

  @Test
  void everyProblemOfAConfigurationIsALine() {
    ConfigException thrown =
        new ConfigException(List.of(new Problem("t.yaml:1", "a"), new Problem("t.yaml:2", "b")));
    Failures.Failure failure = Failures.explain(thrown, "nightly");
    assertThat(failure.lines()).containsExactly("t.yaml:1: a", "t.yaml:2: b");
    assertThat(failure.status()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                        | [PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'
          SELECT * FROM nowhere          | [TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere`
          SELECT b FROM (SELECT 1 AS a)  | [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column
          """)
  void aWrongQueryIsTheUsers(String sql, String line) {
    Throwable thrown = catchThrowable(() -> TestSession.spark().sql(sql).collectAsList());
    Failures.Failure failure = Failures.explain(thrown, "query");
    assertThat(failure.lines()).singleElement().asString().startsWith(line).doesNotContain("\n");
    assertThat(failure.status()).isEqualTo(2);
    assertThat(Failures.explain(thrown, "nightly").status()).isEqualTo(1);
    assertThat(Failures.isUnknownTable(thrown)).isEqualTo(sql.contains("nowhere"));
  }

  @Test
  void aQueryThatFailsWhileItRunsIsAFailure() {
    Throwable thrown =
        catchThrowable(() -> TestSession.spark().sql("SELECT CAST('x' AS INT)").collectAsList());
    Failures.Failure failure = Failures.explain(thrown, "query");
    assertThat(failure.lines()).singleElement().asString().contains("[CAST_INVALID_INPUT]");
    assertThat(failure.status()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "fs.s3a.secret.key=wJalrXU ignored, fs.s3a.secret.key=*** ignored",
    "sessionToken: abc, sessionToken: ***",
    "s3a://AKIAX:sec/ret@bucket/x, s3a://***@bucket/x",
    "https://user:pass@host/x, https://***@host/x"
  })
  void secretsAreBlottedOut(String message, String told) {
    assertThat(Redaction.redact(message)).isEqualTo(told);
  }

  @Test
  void whatAnAttackerWroteStaysOnItsLine() {
    TestConsole console = new TestConsole();
    RuntimeException thrown = new RuntimeException("\u001b[2Jpassword=hunter2");
    assertThat(Failures.report(thrown, "nightly", console.console())).isEqualTo(1);
    assertThat(console.err())
        .startsWith("trailhunt: RuntimeException: \\u001b[2Jpassword=***")
        .doesNotContain("\u001b", "hunter2");
  }
}
