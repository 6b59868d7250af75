package dev.trailhunt.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tries what a run does where the tables are: makes a small object, reads it, makes it once more,
 * deletes it. Nothing of it stays.
 */
public final class WriteProbe implements AutoCloseable {
  /** Hadoop's name for what S3 calls If-None-Match; S3A has it since 3.4.2. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private static final String FIRST = "first";
  private static final String SECOND = "second";

  private final FileSystem files;
  private final Path object;
  private final List<Path> foldersToBe;

  private WriteProbe(String location, Configuration conf) throws IOException {
    this.object = new Path(location, "_doctor-" + UUID.randomUUID());
    this.files = object.getFileSystem(conf);
    this.foldersToBe = missingFolders();
  }

  /**
   * What came of it.
   *
   * @param secondRefused whether the object was left alone by the second who made it
   * @param refusedByStore whether the store would tell two apart that make it in the same moment
   * @param clockAhead how much this machine's clock is ahead of the store's, negative when behind;
   *     zero when that cannot be told from the time that it all took
   */
  public record Result(boolean secondRefused, boolean refusedByStore, Duration clockAhead) {}

  /**
   * Tries it.
   *
   * @param location the folder of the tables, which need not exist
   * @throws IOException when one of the steps is refused, or something else is read than written
   */
  public static Result at(String location, Configuration conf, Clock clock) throws IOException {
    try (WriteProbe probe = new WriteProbe(location, conf)) {
      return probe.result(clock);
    }
  }

  private Result result(Clock clock) throws IOException {
    Instant before = clock.instant();
    create(FIRST);
    Instant after = clock.instant();
    requireFirst();
    Instant modified = Instant.ofEpochMilli(files.getFileStatus(object).getModificationTime());
    return new Result(isSecondRefused(), isRefusedByStore(), ahead(before, modified, after));
  }

  private void create(String content) throws IOException {
    try (OutputStream out = newObject()) {
      out.write(content.getBytes(UTF_8));
    }
  }

  private OutputStream newObject() throws IOException {
    if (!isConditional()) {
      return files.create(object, false);
    }
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(object);
    builder.recursive();
    builder.must(CONDITIONAL, true);
    return builder.build();
  }

  private boolean isConditional() throws IOException {
    return files.hasPathCapability(object, CONDITIONAL);
  }

  /** S3A without a condition looks first and writes then; other stores have always refused. */
  private boolean isRefusedByStore() throws IOException {
    return isConditional() || !files.getUri().getScheme().startsWith("s3");
  }

  private String read() throws IOException {
    try (InputStream in = files.open(object)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void requireFirst() throws IOException {
    if (!read().equals(FIRST)) {
      throw new IOException("what was read at " + object + " is not what was written");
    }
  }

  private boolean isSecondRefused() throws IOException {
    try {
      create(SECOND);
      return false;
    } catch (IOException refused) {
      return read().equals(FIRST);
    }
  }

  /** Stores tell whole seconds. */
  private static Duration ahead(Instant before, Instant modified, Instant after) {
    if (modified.plusSeconds(1).isBefore(before)) {
      return Duration.between(modified, before);
    }
    return modified.isAfter(after) ? Duration.between(modified, after) : Duration.ZERO;
  }

  private List<Path> missingFolders() throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path folder = object.getParent();
        folder != null && !folder.isRoot() && !files.exists(folder);
        folder = folder.getParent()) {
      missing.add(folder);
    }
    return missing;
  }

  /** Deletes the object, and the folders that came to be by it. */
  @Override
  public void close() throws IOException {
    files.delete(object, false);
    for (Path folder : foldersToBe) {
      if (files.exists(folder) && files.listStatus(folder).length == 0) {
        files.delete(folder, false);
      }
    }
  }
}
