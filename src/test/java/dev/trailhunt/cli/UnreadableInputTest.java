package dev.trailhunt.cli;

import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One lake with one file of each kind of badness, each beside a record that is good. */
class UnreadableInputTest {
  private final TestConsole console = new TestConsole();
  private final List<String> readable = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  @TempDir Path folder;
  private LakeWriter lake;

  @BeforeEach
  void startLake() {
    TestSession.spark();
    lake = new LakeWriter(folder.resolve("lake"));
  }

  @Test
  void whatCanBeReadIsKeptAndTheRestIsQuarantinedAndNamed() {
    filesThatEndEarly();
    filesWithUnreadableRecords();
    filesThatAreOnlyOdd();

    int status = ingest();

    assertThat(status).as(console.err()).isZero();
    assertThat(rows(Tables.ACTIVITY, "event_id")).containsExactlyInAnyOrderElementsOf(readable);
    assertThat(rows(Tables.QUARANTINE, "source_file", "record_index", "reason"))
        .containsExactlyInAnyOrderElementsOf(unreadable);
    assertThat(console.out())
        .contains("unreadable   7 files, 15 records, see table quarantine\n")
        .contains("cut-off.json.gz: gzip-truncated\n", "records-null.json: records-missing\n")
        .contains("broken.json: 2 of 3 records\n");
  }

  @Test
  void asManyUnreadableFilesAsAllowedAreAWarningAndOneMoreIsAFailure() {
    lake.file("empty.json.gz", new byte[0]);

    assertThat(ingest("--max-quarantine", "1")).as(console.err()).isZero();
    lake.file("empty-too.json.gz", new byte[0]);
    lake.file("good.json.gz", gzip(log(good("good")).getBytes(UTF_8)));
    assertThat(ingest("--max-quarantine", "0")).isEqualTo(1);

    assertThat(console.err()).contains("trailhunt: 1 file could not be read", "empty-too.json.gz");
    assertThat(console.out())
        .containsPattern("(?m)^kept +1 identity event, 1 new in activity$")
        .containsPattern("(?m)^failed +ingest in ");
    assertThat(ingest("--max-quarantine", "-1")).isEqualTo(2);
  }

  private int ingest(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "ingest",
                "--date",
                LakeWriter.DAY.toString(),
                "--lake",
                lake.location(),
                "--warehouse",
                folder.resolve("warehouse").toUri().toString()));
    arguments.addAll(List.of(more));
    return console.run(arguments.toArray(String[]::new));
  }

  private void filesThatEndEarly() {
    byte[] whole = gzip(log(good("cut-off")).getBytes(UTF_8));
    lake.file("cut-off.json.gz", Arrays.copyOf(whole, whole.length - 5));
    quarantined("cut-off.json.gz", null, "gzip-truncated");

    byte[] corrupt = gzip(log(good("corrupt")).getBytes(UTF_8));
    corrupt[corrupt.length - 6] ^= 1;
    lake.file("corrupt.json.gz", corrupt);
    quarantined("corrupt.json.gz", null, "gzip-corrupt");

    lake.file("empty.json.gz", new byte[0]);
    quarantined("empty.json.gz", null, "gzip-truncated");

    file("not-json.json", "<html>");
    quarantined("not-json.json", null, "json-invalid");

    file("text-cut-off.json", "{\"Records\":[%s,{\"eventID\":\"".formatted(good("text-cut-off")));
    quarantined("text-cut-off.json", null, "json-invalid");

    file("records-missing.json", "{\"records\":[]}" + log(good("records-missing")));
    quarantined("records-missing.json", null, "records-missing");

    file("records-null.json", "{\"Records\":null}");
    quarantined("records-null.json", null, "records-missing");
  }

  private void filesWithUnreadableRecords() {
    file("no-objects.json", log("7", "null", good("no-objects")));
    quarantined("no-objects.json", 0, "record-not-object");
    quarantined("no-objects.json", 1, "record-not-object");

    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    file("broken.json", log(good("broken"), wanted("tru"), wanted(deep)));
    quarantined("broken.json", 1, "json-invalid");
    quarantined("broken.json", 2, "json-invalid");

    lake.file(
        "not-utf-8.json",
        log(record("\u00ff", "2025-03-14T00:00:00Z"), good("not-utf-8")).getBytes(ISO_8859_1));
    quarantined("not-utf-8.json", 0, "json-invalid");

    file("no-id.json", log(record("", "2025-03-14T00:00:00Z"), good("no-id")));
    quarantined("no-id.json", 0, "no-event-id");

    file(
        "times.json", log(record("a", "soon"), record("b", "9999-12-31T00:00:00Z"), good("times")));
    quarantined("times.json", 0, "no-event-time");
    quarantined("times.json", 1, "event-time-out-of-range");
  }

  private void filesThatAreOnlyOdd() {
    byte[] member = gzip(log(good("members")).getBytes(UTF_8));
    byte[] padded = Arrays.copyOf(member, member.length + 512);
    lake.file("members.json.gz", padded);
    lake.file("misnamed.json", gzip(log(good("misnamed")).getBytes(UTF_8)));
    file("inflated.json.gz", log(good("inflated")));
    file("marked.json", "\uFEFF" + log(good("marked")));
    file(
        "repeated.json",
        "{\"Records\":null,\"Records\":[%s],\"Records\":[%s]}"
            .formatted(good("repeated-1"), good("repeated-2")));
    String types =
        """
        {"eventID":"types","eventTime":"2025-03-14T00:00:00.123456789Z","eventName":"CreateUser",\
        "eventSource":"iam.amazonaws.com","userIdentity":"bob","readOnly":"perhaps",\
        "requestParameters":[1e999999999],"resources":7,"errorCode":{"x":1}}""";
    readable.add("[types]");
    file("types.json", log(types));
  }

  private String good(String id) {
    readable.add("[" + id + "]");
    return record(id, "2025-03-14T00:01:02Z");
  }

  private static String record(String id, String time) {
    return """
        {"eventID":"%s","eventTime":"%s","eventSource":"iam.amazonaws.com",\
        "eventName":"CreateUser","requestParameters":{"userName":"alice"}}"""
        .formatted(id, time);
  }

  private static String wanted(String value) {
    return """
        {"eventSource":"iam.amazonaws.com","eventName":"CreateUser","x":%s}"""
        .formatted(value);
  }

  private void file(String name, String text) {
    lake.file(name, text.getBytes(UTF_8));
  }

  private void quarantined(String name, @Nullable Integer index, String reason) {
    unreadable.add("[%s,%s,%s]".formatted(name, index, reason));
  }

  private List<String> rows(Tables table, String... columns) {
    Warehouse warehouse =
        new Warehouse(
            TestSession.spark(),
            new Settings.Warehouse.AtPath(folder.resolve("warehouse").toUri().toString()));
    return warehouse.read(table).selectExpr(columns).collectAsList().stream()
        .map(Row::toString)
        .map(row -> row.replaceAll("\\[file:[^,]*/", "["))
        .toList();
  }
}
