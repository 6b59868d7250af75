package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GzipStreamTest {
  private static final byte[] TEXT = text();
  private static final byte[] ZIPPED = LakeWriter.gzip(TEXT);

  /** What came out, and what it ended with. */
  private record Result(String text, @Nullable Malformed fault) {}

  static Stream<Arguments> streams() {
    byte[] flipped = ZIPPED.clone();
    flipped[ZIPPED.length - 6] ^= 1;
    byte[] wrongLength = ZIPPED.clone();
    wrongLength[ZIPPED.length - 1] ^= 1;
    String text = new String(TEXT, UTF_8);
    return Stream.of(
        row("one member", ZIPPED, text, null),
        row("two members", join(ZIPPED, ZIPPED), text + text, null),
        row("an empty member between", join(ZIPPED, gzip(""), ZIPPED), text + text, null),
        row("zero padding", join(ZIPPED, new byte[700]), text, null),
        row("zero padding between members", join(ZIPPED, new byte[3], ZIPPED), text + text, null),
        row("every optional header field", withHeaderFields(), text, null),
        row("plain text", TEXT, text, null),
        row("an empty gzip", gzip(""), "", null),
        row("nothing", new byte[0], "", Malformed.GZIP_TRUNCATED),
        row("half a header", Arrays.copyOf(ZIPPED, 7), "", Malformed.GZIP_TRUNCATED),
        row("no trailer", Arrays.copyOf(ZIPPED, ZIPPED.length - 8), text, Malformed.GZIP_TRUNCATED),
        row(
            "half a trailer",
            Arrays.copyOf(ZIPPED, ZIPPED.length - 3),
            text,
            Malformed.GZIP_TRUNCATED),
        row("a wrong checksum", flipped, text, Malformed.GZIP_CORRUPT),
        row("a wrong length", wrongLength, text, Malformed.GZIP_CORRUPT),
        row("rubbish behind", join(ZIPPED, "x".getBytes(UTF_8)), text, Malformed.GZIP_CORRUPT),
        row(
            "half a second member",
            join(ZIPPED, new byte[] {0x1f}),
            text,
            Malformed.GZIP_TRUNCATED),
        row("rubbish", "rubbish".getBytes(UTF_8), "", Malformed.GZIP_CORRUPT),
        row(
            "unknown flags",
            new byte[] {0x1f, (byte) 0x8b, 8, (byte) 0x80},
            "",
            Malformed.GZIP_CORRUPT));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void reads(String name, byte[] bytes, String text, @Nullable Malformed fault) throws IOException {
    for (int head : new int[] {0, 1, 5, bytes.length}) {
      Result result = read(bytes, Math.min(head, bytes.length), 100);
      assertThat(result.fault()).as(name).isEqualTo(fault);
      assertThat(result.text()).isEqualTo(text);
    }
  }

  @Test
  void givesWhatPrecedesACut() throws IOException {
    Result result = read(Arrays.copyOf(ZIPPED, ZIPPED.length / 2), 1000, 64);

    assertThat(result.fault()).isEqualTo(Malformed.GZIP_TRUNCATED);
    assertThat(new String(TEXT, UTF_8)).startsWith(result.text());
    assertThat(result.text()).hasSizeGreaterThan(TEXT.length / 4);
  }

  @Test
  void givesTheSameBeforeACutWhateverTheBuffer() throws IOException {
    byte[] zipped = LakeWriter.gzip("x".repeat(1000).getBytes(UTF_8));
    byte[] cut = Arrays.copyOf(zipped, zipped.length - 9);
    String text = read(cut, cut.length, 4096).text();
    assertThat(text).hasSizeGreaterThan(500);

    for (int chunk : new int[] {1, 10, 200, 999}) {
      assertThat(read(cut, cut.length, chunk).text()).as("chunks of %d", chunk).isEqualTo(text);
    }
  }

  @Test
  void givesWhatPrecedesDamage() throws IOException {
    byte[] damaged = ZIPPED.clone();
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 40, (byte) 0xff);

    Result result = read(damaged, damaged.length, 1 << 20);

    assertThat(result.fault()).isEqualTo(Malformed.GZIP_CORRUPT);
    assertThat(result.text()).hasSizeGreaterThan(TEXT.length / 4);
    assertThat(result.text().substring(0, TEXT.length / 4))
        .isEqualTo(new String(TEXT, 0, TEXT.length / 4, UTF_8));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void tellsAFileFromAStoreThatGaveTooLittleOfIt(
      String name, byte[] bytes, String text, @Nullable Malformed fault) throws IOException {
    try (GzipStream stream = new GzipStream()) {
      stream.reset(bytes, bytes.length, null, bytes.length + 1, true);
      if (fault == Malformed.GZIP_CORRUPT) {
        assertThat(drain(stream, 100).fault()).isEqualTo(fault);
      } else {
        assertThatThrownBy(() -> drain(stream, 100))
            .isInstanceOf(EOFException.class)
            .hasMessage("the store gave %d of %d bytes", bytes.length, bytes.length + 1);
      }
    }
  }

  @Test
  void isUsedAgainBehindAFault() throws IOException {
    try (GzipStream stream = new GzipStream()) {
      stream.reset(ZIPPED, 100, null, 100, true);
      assertThat(drain(stream, 50).fault()).isEqualTo(Malformed.GZIP_TRUNCATED);
      stream.reset(ZIPPED, ZIPPED.length, null, ZIPPED.length, true);
      assertThat(drain(stream, 50).text()).isEqualTo(new String(TEXT, UTF_8));
      assertThat(stream.bytesInflated()).isEqualTo(TEXT.length);
      assertThat(stream.bytesRead()).isEqualTo(ZIPPED.length);
    }
  }

  private static Result read(byte[] bytes, int head, int chunk) throws IOException {
    try (GzipStream stream = new GzipStream()) {
      stream.reset(
          bytes,
          head,
          new ByteArrayInputStream(bytes, head, bytes.length - head),
          bytes.length,
          true);
      return drain(stream, chunk);
    }
  }

  private static Result drain(GzipStream stream, int chunk) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[chunk];
    try {
      for (int n = stream.read(buffer, 0, chunk); n >= 0; n = stream.read(buffer, 0, chunk)) {
        out.write(buffer, 0, n);
      }
      return new Result(out.toString(UTF_8), null);
    } catch (ScanFault e) {
      return new Result(out.toString(UTF_8), e.reason());
    }
  }

  private static Arguments row(String name, byte[] bytes, String text, @Nullable Malformed fault) {
    return Arguments.of(name, bytes, text, fault);
  }

  private static byte[] gzip(String text) {
    return LakeWriter.gzip(text.getBytes(UTF_8));
  }

  private static byte[] text() {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("{");
    while (text.length() < 300_000) {
      text.append(Integer.toString(random.nextInt(), 36)).append(" words ");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] withHeaderFields() {
    byte[] fields = {
      0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9, 'n', 0, 'c', 'c', 0
    };
    CRC32 crc = new CRC32();
    crc.update(fields);
    byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    return join(fields, sum, Arrays.copyOfRange(ZIPPED, 10, ZIPPED.length));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
