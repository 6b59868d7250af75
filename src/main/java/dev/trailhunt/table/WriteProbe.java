package dev.trailhunt.table;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tries what a run does where the tables are: makes a small object, reads it, makes it once more,
 * deletes it. Nothing of it stays.
 */
public final class WriteProbe implements AutoCloseable {
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  private final LeaseObjects objects;
  private final String name = "_doctor-" + UUID.randomUUID();
  private final FileSystem files;
  private final List<Path> foldersToBe;

  private WriteProbe(String location, Configuration conf) throws IOException {
    Path folder = new Path(location);
    this.objects = LeaseObjects.in(location, conf);
    this.files = folder.getFileSystem(conf);
    this.foldersToBe = missing(folder);
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
    if (!objects.create(name, FIRST)) {
      throw new IOException("what was read at " + name + " is not what was written");
    }
    Instant after = clock.instant();
    requireFirst();
    Instant modified = objects.list().getOrDefault(name, before);
    boolean secondRefused =
        !objects.create(name, SECOND) && objects.read(name).orElse("").equals(FIRST);
    return new Result(secondRefused, objects.isAtomic(), ahead(before, modified, after));
  }

  private void requireFirst() throws IOException {
    if (!objects.read(name).orElse("").equals(FIRST)) {
      throw new IOException("what was read at " + name + " is not what was written");
    }
  }

  /** Stores tell whole seconds. */
  private static Duration ahead(Instant before, Instant modified, Instant after) {
    if (modified.plusSeconds(1).isBefore(before)) {
      return Duration.between(modified, before);
    }
    return modified.isAfter(after) ? Duration.between(modified, after) : Duration.ZERO;
  }

  private List<Path> missing(Path location) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path folder = location;
        folder != null && !folder.isRoot() && !files.exists(folder);
        folder = folder.getParent()) {
      missing.add(folder);
    }
    return missing;
  }

  /** Deletes the object, and the folders that came to be by it. */
  @Override
  public void close() throws IOException {
    objects.delete(name);
    for (Path folder : foldersToBe) {
      if (files.exists(folder) && files.listStatus(folder).length == 0) {
        files.delete(folder, false);
      }
    }
  }
}
