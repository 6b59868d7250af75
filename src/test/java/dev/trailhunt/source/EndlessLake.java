package dev.trailhunt.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A lake that is nowhere: ten accounts in five regions have as many files as configured on each day
 * of three years. It can be listed only.
 */
public final class EndlessLake extends FileSystem {
  static final String LOCATION = "endless://lake/";
  static final int REGIONS = 50;

  /** So many days are listed at once before the first is answered. */
  private static final int MEETING = 16;

  private static final String FILES = "endless.files";
  private static final AtomicInteger DAYS_LISTED = new AtomicInteger();
  private static final AtomicInteger LISTING = new AtomicInteger();
  private static final AtomicInteger MOST_LISTING = new AtomicInteger();
  private static CountDownLatch meeting = new CountDownLatch(MEETING);

  static Configuration configuration(int filesPerDay) {
    Configuration conf = new Configuration();
    conf.set("fs.endless.impl", EndlessLake.class.getName());
    conf.setBoolean("fs.endless.impl.disable.cache", true);
    conf.setInt(FILES, filesPerDay);
    DAYS_LISTED.set(0);
    MOST_LISTING.set(0);
    meeting = new CountDownLatch(MEETING);
    return conf;
  }

  /** Days that were listed since the last configuration. */
  static int daysListed() {
    return DAYS_LISTED.get();
  }

  /** Most directories that were listed at once since the last configuration. */
  static int mostListedAtOnce() {
    return MOST_LISTING.get();
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    MOST_LISTING.accumulateAndGet(LISTING.incrementAndGet(), Math::max);
    try {
      String[] names = path.toUri().getPath().substring(1).split("/", -1);
      return switch (names[0].isEmpty() ? 0 : names.length) {
        case 0 -> folders(path, List.of("AWSLogs"));
        case 1 -> folders(path, numbers(0, 9, "11112222333%d"));
        case 2 -> folders(path, List.of("CloudTrail", "Config"));
        case 3 -> folders(path, numbers(1, 5, "eu-west-%d"));
        case 4 -> folders(path, numbers(2022, 2024, "%d"));
        case 5 -> folders(path, numbers(1, 12, "%02d"));
        case 6 -> folders(path, numbers(1, month(names).lengthOfMonth(), "%02d"));
        case 7 -> day(path);
        default -> throw new FileNotFoundException(path.toString());
      };
    } finally {
      LISTING.decrementAndGet();
    }
  }

  private static YearMonth month(String[] names) {
    return YearMonth.of(Integer.parseInt(names[4]), Integer.parseInt(names[5]));
  }

  private FileStatus[] day(Path path) throws IOException {
    DAYS_LISTED.incrementAndGet();
    meet();
    return numbers(1, getConf().getInt(FILES, 0), "trail-20240101T0005Z_%016d.json.gz").stream()
        .map(name -> new FileStatus(1, false, 1, 1, 1, new Path(path, name)))
        .toArray(FileStatus[]::new);
  }

  private static void meet() throws IOException {
    try {
      meeting.countDown();
      if (!meeting.await(30, TimeUnit.SECONDS)) {
        throw new IOException("fewer than " + MEETING + " days are listed at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static List<String> numbers(int first, int last, String format) {
    return IntStream.rangeClosed(first, last).mapToObj(format::formatted).toList();
  }

  private static FileStatus[] folders(Path path, List<String> names) {
    return names.stream()
        .map(name -> new FileStatus(0, true, 1, 1, 1, new Path(path, name)))
        .toArray(FileStatus[]::new);
  }

  @Override
  public URI getUri() {
    return URI.create(LOCATION);
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(LOCATION);
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public FileStatus getFileStatus(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path source, Path target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw new UnsupportedOperationException();
  }
}
