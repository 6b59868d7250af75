package dev.trailhunt.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the log files of a lake: accounts and regions level by level, the days that exist by one
 * delimited LIST per month, then one flat LIST per day. What the selection and the dates rule out
 * is not listed, and no object is asked for by itself.
 */
public final class LakeListing {
  /** Directories listed at once. */
  private static final int THREADS = 16;

  /** What one LIST request returns at most. */
  private static final int PAGE = 1000;

  /** Above so many months of a year, or years, a LIST of what exists is the cheaper one. */
  private static final int PROBED = 2;

  private final LakeSelection selection;
  private final Configuration conf;
  private final AtomicLong listCalls = new AtomicLong();

  /**
   * What was found.
   *
   * @param files by delivery date, then path
   * @param listCalls LIST requests that it took, a page of 1,000 names each
   */
  public record Listing(List<LogFile> files, long listCalls) {
    public Listing {
      files = List.copyOf(files);
    }
  }

  private record RegionDirectory(Path path, String account, String region) {}

  private record Month(RegionDirectory region, YearMonth month) {}

  private record Day(RegionDirectory region, Path path, LocalDate date) {}

  /** Prepares a listing; nothing is asked of the store yet. */
  public LakeListing(LakeSelection selection, Configuration conf) {
    this.selection = selection;
    this.conf = conf;
  }

  /**
   * Lists the log files that were delivered on some days.
   *
   * @param from first day, UTC
   * @param to last day, itself included
   * @throws LakeNotFoundException when there are no logs in a known layout, on any day
   * @throws UncheckedIOException when the store fails or refuses
   */
  public Listing list(LocalDate from, LocalDate to) {
    listCalls.set(0);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS, LakeListing::thread);
    try {
      FileSystem fs = new Path(selection.location()).getFileSystem(conf);
      List<RegionDirectory> regions = regions(fs, pool);
      List<Month> months = each(pool, regions, region -> months(fs, region, from, to));
      List<Day> days = each(pool, months, month -> days(fs, month, from, to));
      List<LogFile> files = each(pool, days, day -> files(fs, day));
      files.sort(Comparator.comparing(LogFile::deliveryDate).thenComparing(LogFile::path));
      return new Listing(files, listCalls.get());
    } catch (IOException e) {
      throw failed(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private List<RegionDirectory> regions(FileSystem fs, ExecutorService pool) throws IOException {
    List<Path> accounts =
        new LakeLayout(selection.location(), path -> directories(fs, path)).accounts();
    List<Path> selected =
        accounts.stream().filter(account -> selection.hasAccount(account.getName())).toList();
    List<RegionDirectory> regions = each(pool, selected, account -> regions(fs, account));
    if (regions.isEmpty() && selection.accounts().isEmpty()) {
      throw new LakeNotFoundException(
          "No account under %s has CloudTrail/<region> folders; its account folders are %s. Point at the bucket that the trail delivers to"
              .formatted(
                  Text.escape(selection.location()),
                  LakeLayout.names(accounts.stream().map(Path::getName).toList())));
    }
    return regions.stream().filter(region -> selection.hasRegion(region.region())).toList();
  }

  private List<RegionDirectory> regions(FileSystem fs, Path account) throws IOException {
    return children(fs, new Path(account, LakeLayout.LOGS)).stream()
        .filter(child -> LakeLayout.isRegion(child.getName()))
        .map(child -> new RegionDirectory(child, account.getName(), child.getName()))
        .toList();
  }

  private List<Month> months(FileSystem fs, RegionDirectory region, LocalDate from, LocalDate to)
      throws IOException {
    List<Integer> years =
        to.getYear() - from.getYear() + 1 > PROBED
            ? numbers(children(fs, region.path()), 4)
            : IntStream.rangeClosed(from.getYear(), to.getYear()).boxed().toList();
    List<Month> months = new ArrayList<>();
    for (int year : years) {
      List<YearMonth> wanted =
          IntStream.rangeClosed(1, 12)
              .mapToObj(month -> YearMonth.of(year, month))
              .filter(month -> !month.atEndOfMonth().isBefore(from))
              .filter(month -> !month.atDay(1).isAfter(to))
              .toList();
      if (wanted.size() > PROBED) {
        List<Integer> existing =
            numbers(children(fs, new Path(region.path(), "%04d".formatted(year))), 2);
        wanted = wanted.stream().filter(m -> existing.contains(m.getMonthValue())).toList();
      }
      wanted.forEach(month -> months.add(new Month(region, month)));
    }
    return months;
  }

  private List<Day> days(FileSystem fs, Month month, LocalDate from, LocalDate to)
      throws IOException {
    YearMonth which = month.month();
    Path path =
        new Path(
            month.region().path(), "%04d/%02d".formatted(which.getYear(), which.getMonthValue()));
    return numbers(children(fs, path), 2).stream()
        .filter(which::isValidDay)
        .map(which::atDay)
        .filter(day -> !day.isBefore(from) && !day.isAfter(to))
        .map(
            day ->
                new Day(month.region(), new Path(path, "%02d".formatted(day.getDayOfMonth())), day))
        .toList();
  }

  private List<LogFile> files(FileSystem fs, Day day) throws IOException {
    List<LogFile> files = new ArrayList<>();
    Deque<Path> due = new ArrayDeque<>(List.of(day.path()));
    while (!due.isEmpty()) {
      for (FileStatus status : entries(fs, due.remove()).orElse(List.of())) {
        if (status.isDirectory()) {
          due.add(status.getPath());
        } else if (LakeLayout.isLog(status.getPath().getName())) {
          files.add(file(status, day));
        }
      }
    }
    return files;
  }

  private static LogFile file(FileStatus status, Day day) {
    return new LogFile(
        status.getPath().toString(),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()),
        etag(status),
        day.region().account(),
        day.region().region(),
        day.date());
  }

  private static @Nullable String etag(FileStatus status) {
    return status instanceof EtagSource source ? source.getEtag() : null;
  }

  /** The directories in a directory; none when it does not exist. */
  private List<Path> children(FileSystem fs, Path path) throws IOException {
    return directories(fs, path).orElse(List.of());
  }

  private Optional<List<Path>> directories(FileSystem fs, Path path) throws IOException {
    return entries(fs, path)
        .map(
            entries ->
                entries.stream()
                    .filter(FileStatus::isDirectory)
                    .map(FileStatus::getPath)
                    .sorted()
                    .toList());
  }

  /**
   * What is in a directory; empty when it does not exist. Never where its blocks are: on a local
   * disk that starts a process per file.
   */
  private Optional<List<FileStatus>> entries(FileSystem fs, Path path) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> statuses = fs.listStatusIterator(path);
      while (statuses.hasNext()) {
        found.add(statuses.next());
      }
    } catch (FileNotFoundException e) {
      rethrowRefusal(path, e);
      return Optional.empty();
    } finally {
      listed(found.size());
    }
    return Optional.of(found);
  }

  private static void rethrowRefusal(Path path, FileNotFoundException e) throws IOException {
    Optional<IOException> refusal = StoreFault.refusal(path.toString(), e);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private void listed(int entries) {
    listCalls.addAndGet(1 + Math.max(0, entries - 1) / PAGE);
  }

  /** Directories named with exactly so many digits. */
  private static List<Integer> numbers(Collection<Path> directories, int digits) {
    return directories.stream()
        .map(Path::getName)
        .filter(name -> name.matches("\\d{" + digits + "}"))
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        StoreFault.refusal(selection.location(), e)
            .orElseGet(
                () ->
                    new IOException(
                        "Listing %s failed (%s): see the cause and run again"
                            .formatted(
                                Text.escape(selection.location()),
                                Text.escape(String.valueOf(e.getMessage()))),
                        e)));
  }

  private interface Step<I, O> {
    Collection<O> apply(I input) throws IOException;
  }

  private static <I, O> List<O> each(ExecutorService pool, Collection<I> inputs, Step<I, O> step)
      throws IOException {
    Stream<Callable<Collection<O>>> tasks = inputs.stream().map(input -> () -> step.apply(input));
    List<O> results = new ArrayList<>();
    try {
      for (Future<Collection<O>> result : pool.invokeAll(tasks.toList())) {
        results.addAll(result.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("Listing failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Listing was interrupted", e);
    }
    return results;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "trailhunt-listing");
    thread.setDaemon(true);
    return thread;
  }
}
