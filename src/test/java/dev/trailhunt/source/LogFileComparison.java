package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.source.JacksonReference.Element;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** One file, read by the scanner and the parser and held against what Jackson reads of it. */
final class LogFileComparison {
  private static final NameSet NAMES =
      new NameSet(List.of("Keep", "42", "true", "é", "", "null", "[]"));
  private static final int MAX_RECORD_BYTES = 1500;

  /** Of what is unreadable; how much more is shown depends on what one read brought. */
  private static final int SHOWN_BYTES = 1000;

  private static final StructType COLUMNS =
      new StructType(
          Arrays.stream(CloudTrailSchema.SCHEMA.fields())
              .filter(field -> CloudTrailSchema.isRecordField(field.name()))
              .toArray(StructField[]::new));

  /**
   * An element as it was found.
   *
   * @param reason null of a record that was kept
   * @param row the columns of a record that was kept
   */
  private record Found(
      long index,
      int from,
      String text,
      @Nullable Malformed reason,
      @Nullable List<@Nullable Object> row) {}

  private record Scan(List<Found> found, long records, @Nullable Malformed fault) {}

  private LogFileComparison() {}

  /** Fails where the two differ in a way that {@link LogFileFuzzTest} does not allow. */
  static void check(byte[] file) throws IOException {
    JacksonReference reference = JacksonReference.of(file);
    Random random = random(file);
    checkAll(reference, scan(pieces(file, random), scanner(null, random)));
    Scan named = scan(pieces(file, random), scanner(NAMES, random));
    checkNamed(reference, named);
    assertThat(scan(unzipped(LakeWriter.gzip(file)), scanner(NAMES, random))).isEqualTo(named);
    checkUnzipping(file);
  }

  private static void checkAll(JacksonReference reference, Scan scan) {
    List<Element> elements = reference.elements();
    for (int i = 0; i < elements.size(); i++) {
      Element element = elements.get(i);
      assertThat(scan.found()).as("elements of Records").hasSizeGreaterThan(i);
      Found found = scan.found().get(i);
      assertThat(found.index()).isEqualTo(i);
      assertThat(found.from()).isEqualTo(element.from());
      Malformed flaw = flaw(element);
      assertThat(found.reason()).isEqualTo(flaw);
      if (flaw == null) {
        assertThat(found.text()).isEqualTo(element.text());
        assertThat(found.row()).isEqualTo(element.values(COLUMNS));
      }
    }
    checkEnd(reference, scan, elements.size());
  }

  private static void checkNamed(JacksonReference reference, Scan scan) {
    int next = 0;
    List<Element> elements = reference.elements();
    for (int i = 0; i < elements.size(); i++) {
      Element element = elements.get(i);
      Malformed flaw = flaw(element);
      Optional<Found> found =
          next < scan.found().size() && scan.found().get(next).index() == i
              ? Optional.of(scan.found().get(next++))
              : Optional.empty();
      if (flaw == null) {
        String name = element.text("eventName");
        assertThat(found.isPresent()).as(element.text()).isEqualTo(name != null && in(name));
      } else if (flaw != Malformed.JSON_INVALID) {
        assertThat(found).isPresent();
      }
      found.ifPresent(
          one -> {
            assertThat(one.from()).isEqualTo(element.from());
            assertThat(one.reason()).isEqualTo(flaw);
            assertThat(one.row()).isEqualTo(flaw == null ? element.values(COLUMNS) : null);
          });
    }
    checkEnd(reference, scan, next);
  }

  private static void checkEnd(JacksonReference reference, Scan scan, int foundByBoth) {
    if (reference.readToItsEnd()) {
      assertThat(scan.found()).hasSize(foundByBoth);
      assertThat(scan.records()).isEqualTo(reference.elements().size());
      assertThat(scan.fault()).isEqualTo(reference.fault());
      return;
    }
    for (Found further : scan.found().subList(foundByBoth, scan.found().size())) {
      assertThat(further.reason() != null || JacksonReference.isObject(further.text()))
          .as(further.text())
          .isTrue();
    }
  }

  /**
   * As far as the JDK gets, the stream must get too, unless at flags that no version of gzip has,
   * which the JDK passes over. Behind a cut it may give out more.
   */
  private static void checkUnzipping(byte[] file) throws IOException {
    byte[] theirs = inflated(file);
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    boolean flagged = false;
    try {
      drain(unzipped(file), theirs.length, ours);
    } catch (ScanFault e) {
      flagged = e.getMessage().endsWith("unknown header flags");
    }
    assertThat(ours.toByteArray()).isEqualTo(flagged ? Arrays.copyOf(theirs, ours.size()) : theirs);
  }

  private static byte[] inflated(byte[] file) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(file))) {
      gzip.transferTo(all);
    } catch (IOException e) {
      // Not gzip, or no more of it.
    }
    return all.toByteArray();
  }

  private static void drain(ByteSource source, int most, ByteArrayOutputStream into)
      throws IOException {
    byte[] buffer = new byte[100];
    while (into.size() < most) {
      int count = source.read(buffer, 0, Math.min(buffer.length, most - into.size()));
      if (count < 0) {
        return;
      }
      into.write(buffer, 0, count);
    }
  }

  private static @Nullable Malformed flaw(Element element) {
    if (element.length() > MAX_RECORD_BYTES) {
      return Malformed.RECORD_TOO_LARGE;
    }
    if (!element.isObject()) {
      return Malformed.RECORD_NOT_OBJECT;
    }
    return element.isReadable() ? null : Malformed.JSON_INVALID;
  }

  private static boolean in(String name) {
    return NAMES.contains(name);
  }

  private static RecordScanner scanner(@Nullable NameSet names, Random random) {
    return new RecordScanner(names, null, 1 + random.nextInt(300), MAX_RECORD_BYTES);
  }

  private static Scan scan(ByteSource source, RecordScanner scanner) throws IOException {
    RecordParser parser = new RecordParser();
    for (int i = 0; i < COLUMNS.length(); i++) {
      parser.add(COLUMNS.fields()[i], i);
    }
    scanner.reset(source);
    List<Found> found = new ArrayList<>();
    try {
      while (true) {
        switch (scanner.next()) {
          case RECORD -> found.add(record(scanner, parser));
          case MALFORMED -> found.add(found(scanner, scanner.reason(), null));
          case END -> {
            return new Scan(found, scanner.records(), null);
          }
        }
      }
    } catch (ScanFault e) {
      assertThat(scanner.snippet().length).isLessThanOrEqualTo(RecordScanner.SNIPPET_BYTES);
      return new Scan(found, scanner.records(), e.reason());
    }
  }

  private static Found record(RecordScanner scanner, RecordParser parser) throws IOException {
    InternalRow row = new GenericInternalRow(COLUMNS.length());
    try {
      parser.parse(scanner.buffer(), scanner.start(), scanner.end(), row);
    } catch (NotJsonException e) {
      return found(scanner, Malformed.JSON_INVALID, null);
    }
    return found(scanner, null, JacksonReference.plain(row, COLUMNS));
  }

  private static Found found(
      RecordScanner scanner, @Nullable Malformed reason, @Nullable List<@Nullable Object> row) {
    byte[] text =
        reason == null
            ? Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.end())
            : Arrays.copyOf(scanner.snippet(), Math.min(scanner.snippet().length, SHOWN_BYTES));
    return new Found(
        scanner.records() - 1, (int) scanner.offset(), new String(text, UTF_8), reason, row);
  }

  private static ByteSource unzipped(byte[] zipped) {
    GzipStream stream = new GzipStream();
    int head = zipped.length / 2;
    stream.reset(
        zipped,
        head,
        new ByteArrayInputStream(zipped, head, zipped.length - head),
        zipped.length,
        true);
    return stream;
  }

  /** The file in pieces of any size, always the same for the same file. */
  private static ByteSource pieces(byte[] file, Random random) {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    return (into, offset, length) -> in.read(into, offset, 1 + random.nextInt(length));
  }

  private static Random random(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file);
    return new Random(crc.getValue());
  }
}
