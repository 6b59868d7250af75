package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it costs to pass over a record. */
class RejectedRecordTest {
  private static final int FEW = 10;
  private static final int MANY = 20_000;

  private final GzipStream stream = new GzipStream();
  private final RecordScanner scanner =
      new RecordScanner(
          new NameSet(List.of("CreateUser", "ConsoleLogin")),
          new NameSet(List.of("iam.amazonaws.com", "signin.amazonaws.com")));

  /** Most records of a lake are rejected: together they make no object at all. */
  @Test
  void allocatesNothing() throws IOException {
    byte[] few = file(FEW);
    byte[] many = file(MANY);
    read(many, MANY);

    long ofFew = allocatedBy(few, FEW);
    long ofMany = allocatedBy(many, MANY);

    // An object has 16 bytes at least: so no object for every thousandth record, nor a byte for
    // each.
    assertThat(ofMany - ofFew)
        .as("bytes that %d more records allocate", MANY - FEW)
        .isLessThan(MANY / 1000 * 16L);
  }

  private long allocatedBy(byte[] file, int records) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    read(file, records);
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private void read(byte[] file, int records) throws IOException {
    stream.reset(file, file.length, null, file.length, true);
    scanner.reset(stream);
    RecordScanner.Found found = scanner.next();
    if (found != RecordScanner.Found.END || scanner.records() != records) {
      throw new IllegalStateException(found + " after " + scanner.records());
    }
  }

  /** Records of another name, of another source, with names where they do not count. */
  private static byte[] file(int records) {
    String[] texts =
        IntStream.range(0, records)
            .mapToObj(
                i ->
                    i % 3 == 0
                        ? LakeWriter.record("id-" + i, "iam.amazonaws.com", "GetUser")
                        : i % 3 == 1
                            ? LakeWriter.record("id-" + i, "s3.amazonaws.com", "CreateUser")
                            : LakeWriter.record(
                                "id-" + i,
                                "s3.amazonaws.com",
                                "PutObject",
                                ",\"requestParameters\":{\"eventName\":\"CreateUser\",\"a\":[1,{}]},"
                                    + "\"userAgent\":\"\\\"eventName\\\":\\\"CreateUser\\\"\""))
            .toArray(String[]::new);
    return LakeWriter.gzip(LakeWriter.log(texts).getBytes(UTF_8));
  }
}
