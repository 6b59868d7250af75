package dev.trailhunt.source;

import static java.util.stream.Collectors.toCollection;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the log files of a lake: accounts, regions, years, months and days level by level, then the
 * files of each day. What the selection and the dates rule out is not listed, nor is a directory
 * that the level above does not show, and no object is asked for by itself.
 */
public final class LakeListing {
  /** Directories listed at once. */
  private static final int THREADS = 32;

  /** Directories whose contents are awaited or wait for their turn. */
  static final int AHEAD = 2 * THREADS;

  /** What one LIST request returns at most. */
  private static final int PAGE = 1000;

  /** Times that a folder is looked at when answers break off. */
  private static final int TRIES = 4;

  /** What four digits of a year can say. */
  private static final LocalDate EARLIEST = LocalDate.of(0, 1, 1);

  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

  private static final DateTimeFormatter MONTH_FOLDER = DateTimeFormatter.ofPattern("uuuu/MM");
  private static final DateTimeFormatter DAY_FOLDER = DateTimeFormatter.ofPattern("uuuu/MM/dd");

  private final LakeSelection selection;
  private final Configuration conf;
  private final AtomicLong listCalls = new AtomicLong();

  /**
   * What was found.
   *
   * @param files by delivery date, then directory, then path
   * @param listCalls LIST requests that it took, a page of 1,000 names each
   */
  public record Listing(List<LogFile> files, long listCalls) {
    public Listing {
      files = List.copyOf(files);
    }
  }

  private record Account(Path path, List<String> folders) {
    boolean hasLogs() {
      return folders.contains(LakeLayout.LOGS);
    }
  }

  private record Region(Path path, String account, String name) {}

  private record Year(Region region, int year) {
    Path path() {
      return new Path(region.path(), "%04d".formatted(year));
    }
  }

  private record Month(Region region, YearMonth month) {
    Path path() {
      return new Path(region.path(), MONTH_FOLDER.format(month));
    }

    boolean overlaps(LocalDate from, LocalDate to) {
      return !month.atEndOfMonth().isBefore(from) && !month.atDay(1).isAfter(to);
    }
  }

  private record Day(Region region, LocalDate date) {
    Path path() {
      return new Path(region.path(), DAY_FOLDER.format(date));
    }
  }

  /** Prepares a listing; nothing is asked of the store yet. */
  public LakeListing(LakeSelection selection, Configuration conf) {
    this.selection = selection;
    this.conf = conf;
  }

  /**
   * Lists the log files that were delivered on some days, all of them in memory.
   *
   * @param from first day, UTC
   * @param to last day, itself included
   * @throws LakeNotFoundException when there are no logs in a known layout, on any day
   * @throws UncheckedIOException when the store fails or refuses
   */
  public Listing list(LocalDate from, LocalDate to) {
    List<LogFile> files = new ArrayList<>();
    long calls = list(from, to, files::add);
    return new Listing(files, calls);
  }

  /**
   * Lists as {@link #list(LocalDate, LocalDate)} does, and hands the files on in that order: what
   * is kept of them is what the taker keeps, beside a few days ahead of it.
   *
   * @param taker called by this thread only
   * @return LIST requests that it took
   */
  public long list(LocalDate from, LocalDate to, Consumer<LogFile> taker) {
    listCalls.set(0);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS, LakeListing::thread);
    try {
      FileSystem fs = LakeFileSystem.of(new Path(selection.location()), conf);
      List<Year> years = each(pool, regions(fs, pool), region -> years(fs, region, from, to));
      List<Month> months = each(pool, years, year -> months(fs, year, from, to));
      List<Day> days = each(pool, months, month -> days(fs, month, from, to));
      days.sort(Comparator.comparing(Day::date).thenComparing(day -> day.region().path()));
      each(pool, days, day -> files(fs, day), taker);
      return listCalls.get();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * What there is, as far as its folders tell.
   *
   * @param accounts ids of the accounts that have logs
   * @param regions names of the regions that have logs in any of them
   * @param folders how many regions of accounts that are
   * @param first the first day that has a folder, empty when none has
   * @param last the last day that has a folder
   */
  public record Overview(
      SortedSet<String> accounts,
      SortedSet<String> regions,
      int folders,
      Optional<LocalDate> first,
      Optional<LocalDate> last) {
    public Overview {
      accounts = Collections.unmodifiableSortedSet(new TreeSet<>(accounts));
      regions = Collections.unmodifiableSortedSet(new TreeSet<>(regions));
    }
  }

  /**
   * Looks at folders only: those of the first and of the last year, month and day, and no file.
   *
   * @throws LakeNotFoundException when there are no logs in a known layout
   * @throws UncheckedIOException when the store fails or refuses
   */
  public Overview overview() {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS, LakeListing::thread);
    try {
      FileSystem fs = LakeFileSystem.of(new Path(selection.location()), conf);
      List<Region> regions = regions(fs, pool);
      List<Year> years = each(pool, regions, region -> years(fs, region, EARLIEST, LATEST));
      return new Overview(
          regions.stream().map(Region::account).collect(toCollection(TreeSet::new)),
          regions.stream().map(Region::name).collect(toCollection(TreeSet::new)),
          regions.size(),
          firstDay(fs, pool, years, false),
          firstDay(fs, pool, years, true));
    } catch (IOException e) {
      throw failed(e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The first day that has a folder, or the last. */
  private Optional<LocalDate> firstDay(
      FileSystem fs, ExecutorService pool, List<Year> years, boolean fromTheEnd)
      throws IOException {
    for (List<Year> ofYear : inOrder(years, Year::year, fromTheEnd)) {
      List<Month> months = each(pool, ofYear, year -> months(fs, year, EARLIEST, LATEST));
      for (List<Month> ofMonth : inOrder(months, Month::month, fromTheEnd)) {
        List<Day> days = each(pool, ofMonth, month -> days(fs, month, EARLIEST, LATEST));
        Optional<List<Day>> first = inOrder(days, Day::date, fromTheEnd).stream().findFirst();
        if (first.isPresent()) {
          return first.map(ofDay -> ofDay.get(0).date());
        }
      }
    }
    return Optional.empty();
  }

  private static <T, K extends Comparable<? super K>> Collection<List<T>> inOrder(
      List<T> all, Function<T, K> key, boolean fromTheEnd) {
    SortedMap<K, List<T>> byKey =
        new TreeMap<>(fromTheEnd ? Comparator.<K>reverseOrder() : Comparator.<K>naturalOrder());
    all.forEach(one -> byKey.computeIfAbsent(key.apply(one), k -> new ArrayList<>()).add(one));
    return byKey.values();
  }

  private List<Region> regions(FileSystem fs, ExecutorService pool) throws IOException {
    List<Path> selected =
        new LakeLayout(selection.location(), path -> contents(fs, path))
            .accounts().stream().filter(path -> selection.hasAccount(path.getName())).toList();
    List<Account> accounts = each(pool, selected, path -> List.of(account(fs, path)));
    List<Region> regions =
        each(
            pool,
            accounts.stream().filter(Account::hasLogs).toList(),
            account -> regions(fs, account));
    if (regions.isEmpty() && selection.accounts().isEmpty()) {
      throw withoutLogs(accounts);
    }
    return regions.stream().filter(region -> selection.hasRegion(region.name())).toList();
  }

  private Account account(FileSystem fs, Path path) throws IOException {
    LakeLayout.Contents contents =
        contents(fs, path).orElseThrow(() -> LakeNotFoundException.nothingAt(path.toString()));
    return new Account(path, contents.folders().stream().map(Path::getName).sorted().toList());
  }

  private LakeNotFoundException withoutLogs(List<Account> accounts) {
    return new LakeNotFoundException(
        "No account under %s has CloudTrail/<region> folders: its account folders are %s and hold %s. Point at the bucket that the trail delivers to"
            .formatted(
                Text.escape(selection.location()),
                LakeLayout.names(accounts.stream().map(a -> a.path().getName()).toList()),
                LakeLayout.names(
                    accounts.stream().flatMap(a -> a.folders().stream()).distinct().toList())));
  }

  private List<Region> regions(FileSystem fs, Account account) throws IOException {
    return folders(fs, new Path(account.path(), LakeLayout.LOGS)).stream()
        .filter(folder -> LakeLayout.isRegion(folder.getName()))
        .map(folder -> new Region(folder, account.path().getName(), folder.getName()))
        .toList();
  }

  private List<Year> years(FileSystem fs, Region region, LocalDate from, LocalDate to)
      throws IOException {
    return numbers(folders(fs, region.path()), 4).stream()
        .filter(year -> year >= from.getYear() && year <= to.getYear())
        .map(year -> new Year(region, year))
        .toList();
  }

  private List<Month> months(FileSystem fs, Year year, LocalDate from, LocalDate to)
      throws IOException {
    return numbers(folders(fs, year.path()), 2).stream()
        .filter(ChronoField.MONTH_OF_YEAR.range()::isValidValue)
        .map(month -> new Month(year.region(), YearMonth.of(year.year(), month)))
        .filter(month -> month.overlaps(from, to))
        .toList();
  }

  private List<Day> days(FileSystem fs, Month month, LocalDate from, LocalDate to)
      throws IOException {
    return numbers(folders(fs, month.path()), 2).stream()
        .filter(month.month()::isValidDay)
        .map(month.month()::atDay)
        .filter(day -> !day.isBefore(from) && !day.isAfter(to))
        .map(day -> new Day(month.region(), day))
        .toList();
  }

  private List<LogFile> files(FileSystem fs, Day day) throws IOException {
    return unbroken(() -> filesOnce(fs, day));
  }

  private List<LogFile> filesOnce(FileSystem fs, Day day) throws IOException {
    List<LogFile> files = new ArrayList<>();
    Deque<Path> due = new ArrayDeque<>(List.of(day.path()));
    while (!due.isEmpty()) {
      entries(
          fs,
          due.remove(),
          entry -> {
            if (entry.isDirectory()) {
              due.add(entry.getPath());
            } else if (LakeLayout.isLog(entry.getPath().getName())) {
              files.add(file(entry, day));
            }
          });
    }
    files.sort(Comparator.comparing(LogFile::path));
    return files;
  }

  private static LogFile file(FileStatus status, Day day) {
    return new LogFile(
        status.getPath().toString(),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()),
        etag(status),
        day.region().account(),
        day.region().name(),
        day.date());
  }

  private static @Nullable String etag(FileStatus status) {
    return status instanceof EtagSource source ? source.getEtag() : null;
  }

  /** The folders in a folder; none when it does not exist. */
  private List<Path> folders(FileSystem fs, Path path) throws IOException {
    return contents(fs, path).map(LakeLayout.Contents::folders).orElse(List.of());
  }

  private Optional<LakeLayout.Contents> contents(FileSystem fs, Path path) throws IOException {
    return unbroken(
        () -> {
          LakeLayout.Contents contents = new LakeLayout.Contents(fs.makeQualified(path));
          return entries(fs, path, contents::add) ? Optional.of(contents) : Optional.empty();
        });
  }

  private interface Look<T> {
    T take() throws IOException;
  }

  /** Looks again, from the start, where an answer broke off. */
  private static <T> T unbroken(Look<T> look) throws IOException {
    for (int left = TRIES - 1; ; left--) {
      try {
        return look.take();
      } catch (IOException e) {
        if (left == 0 || !StoreFault.isBroken(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Hands on what is in a directory; false when it does not exist. Never where its blocks are: on a
   * local disk that starts a process per file.
   */
  private boolean entries(FileSystem fs, Path path, Consumer<FileStatus> taker) throws IOException {
    long found = 0;
    try {
      RemoteIterator<FileStatus> entries = fs.listStatusIterator(path);
      while (entries.hasNext()) {
        taker.accept(entries.next());
        found++;
      }
      return true;
    } catch (FileNotFoundException e) {
      rethrowRefusal(path, e);
      return false;
    } finally {
      listCalls.addAndGet(calls(found));
    }
  }

  private static void rethrowRefusal(Path path, FileNotFoundException e) throws IOException {
    Optional<IOException> refusal = StoreFault.refusal(path.toString(), e);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /** Where a LIST shows nothing, S3A makes another to tell an empty folder from none. */
  private static long calls(long entries) {
    return entries == 0 ? 2 : 1 + (entries - 1) / PAGE;
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
    List<O> results = new ArrayList<>();
    each(pool, inputs, step, results::add);
    return results;
  }

  /** Hands on what a step makes of each input, in the order of the inputs. */
  private static <I, O> void each(
      ExecutorService pool, Collection<I> inputs, Step<I, O> step, Consumer<O> taker)
      throws IOException {
    Deque<Future<Collection<O>>> ahead = new ArrayDeque<>();
    for (I input : inputs) {
      if (ahead.size() == AHEAD) {
        result(ahead.remove()).forEach(taker);
      }
      ahead.add(pool.submit(() -> step.apply(input)));
    }
    while (!ahead.isEmpty()) {
      result(ahead.remove()).forEach(taker);
    }
  }

  private static <O> Collection<O> result(Future<Collection<O>> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof LakeNotFoundException cause) {
        throw cause;
      }
      throw new IllegalStateException("Listing failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Listing was interrupted", e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "trailhunt-listing");
    thread.setDaemon(true);
    return thread;
  }
}
