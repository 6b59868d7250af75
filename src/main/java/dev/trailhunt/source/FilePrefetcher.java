package dev.trailhunt.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.functional.FutureIO;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the GETs of a task's next files in flight, because waiting for the first byte is what small
 * files cost; not where a store answers at once, since then handing files from thread to thread is
 * what they cost. A small file is taken in whole, of a large one the first bytes; how many bytes
 * wait is bounded.
 */
final class FilePrefetcher implements Closeable {
  /** Up to this size a file is taken in whole. */
  private static final int WHOLE_BYTES = 4 << 20;

  /** Of a larger one, this much; the rest is streamed. */
  private static final int HEAD_BYTES = 128 * 1024;

  /** No further file is asked for while the sizes of the waiting ones add up to this. */
  private static final long MAX_WAITING_BYTES = 16 << 20;

  /** A store's stream needs no buffer of its own: what is read at once is larger. */
  private static final int STREAM_BUFFER_BYTES = 4 << 10;

  /**
   * Opening takes longer where a store is far away: always on S3, now and then on a busy machine.
   */
  private static final long NEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final int SLOW_WHEN_FAR = 2;

  /** Buffers come in multiples of this, so that one fits the next file too. */
  private static final int BUFFER_UNIT = 64 * 1024;

  private final Configuration conf;
  private final List<LogFile> files;
  private final int depth;
  private final ExecutorService pool;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Deque<byte[]> buffers = new ConcurrentLinkedDeque<>();
  private @Nullable FileSystem store;
  private URI storeUri = URI.create("");
  private long waitingBytes;
  private int asked;
  private int slowInARow;
  private volatile boolean closed;

  private record Waiting(LogFile file, Future<Opened> opened) {}

  /** A file whose first bytes are here, or why it could not be opened. */
  static final class Opened {
    private final LogFile file;
    private final byte[] head;
    private final int length;
    private final @Nullable InputStream rest;
    private final @Nullable IOException failure;

    private Opened(
        LogFile file,
        byte[] head,
        int length,
        @Nullable InputStream rest,
        @Nullable IOException failure) {
      this.file = file;
      this.head = head;
      this.length = length;
      this.rest = rest;
      this.failure = failure;
    }

    LogFile file() {
      return file;
    }

    /** The first bytes, {@link #length} of them. */
    byte[] head() {
      return head;
    }

    int length() {
      return length;
    }

    /** What follows the head; null when that is all. */
    @Nullable InputStream rest() {
      return rest;
    }

    /** Null when it could be opened. */
    @Nullable IOException failure() {
      return failure;
    }
  }

  FilePrefetcher(Configuration conf, List<LogFile> files, int depth) {
    this.conf = conf;
    this.files = files;
    this.depth = depth;
    this.pool = Executors.newFixedThreadPool(depth, FilePrefetcher::thread);
  }

  /** The next file, in order; null behind the last. */
  @Nullable Opened next() throws IOException {
    if (slowInARow < SLOW_WHEN_FAR) {
      return asked < files.size() ? openHere(files.get(asked++)) : null;
    }
    askAhead();
    Waiting next = waiting.poll();
    if (next == null) {
      return null;
    }
    waitingBytes -= next.file().size();
    try {
      Opened opened = next.opened().get();
      askAhead();
      return opened;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Reading was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("Opening " + Text.escape(next.file().path()) + " failed", e.getCause());
    }
  }

  /** Takes a file's buffer back and closes it. */
  void done(Opened opened) {
    if (opened.head().length > 0) {
      buffers.push(opened.head());
    }
    closeQuietly(opened.rest());
  }

  @Override
  public void close() {
    closed = true;
    pool.shutdownNow();
    for (Waiting file : waiting) {
      if (!file.opened().cancel(true)) {
        closeOpened(file.opened());
      }
    }
    waiting.clear();
  }

  private static void closeOpened(Future<Opened> opened) {
    try {
      closeQuietly(opened.get().rest());
    } catch (InterruptedException | ExecutionException e) {
      // Done without a stream: there is nothing to close.
    }
  }

  private Opened openHere(LogFile file) throws IOException {
    Path path = new Path(file.path());
    FileSystem fs = fileSystem(path);
    long begin = System.nanoTime();
    Opened opened = open(fs, path, file);
    slowInARow = System.nanoTime() - begin > NEAR_NANOS ? slowInARow + 1 : 0;
    if (slowInARow == SLOW_WHEN_FAR) {
      askAhead();
    }
    return opened;
  }

  /** Looked up where it changes only: in a lake it hardly does. */
  private FileSystem fileSystem(Path path) throws IOException {
    URI uri = path.toUri();
    if (store == null
        || !Objects.equals(uri.getScheme(), storeUri.getScheme())
        || !Objects.equals(uri.getAuthority(), storeUri.getAuthority())) {
      store = LakeFileSystem.of(path, conf);
      storeUri = uri;
    }
    return store;
  }

  private void askAhead() throws IOException {
    while (asked < files.size()
        && waiting.size() < depth
        && (waiting.isEmpty() || waitingBytes < MAX_WAITING_BYTES)) {
      LogFile file = files.get(asked++);
      Path path = new Path(file.path());
      FileSystem fs = fileSystem(path);
      waitingBytes += file.size();
      waiting.add(new Waiting(file, pool.submit(() -> open(fs, path, file))));
    }
  }

  private Opened open(FileSystem fs, Path path, LogFile file) {
    boolean whole = file.size() <= WHOLE_BYTES;
    InputStream in = null;
    try {
      in = stream(fs, path, file);
      int wanted = whole ? (int) file.size() : HEAD_BYTES;
      byte[] head = buffer(wanted);
      int length = in.readNBytes(head, 0, wanted);
      if (whole || closed) {
        closeQuietly(in);
        in = null;
      }
      return new Opened(file, head, length, in, null);
    } catch (IOException e) {
      closeQuietly(in);
      return new Opened(file, new byte[0], 0, null, e);
    }
  }

  /** With what a far store can use: a disk has no use for it, and making it up takes time. */
  private static InputStream stream(FileSystem fs, Path path, LogFile file) throws IOException {
    if (fs instanceof RawLocalFileSystem) {
      return fs.open(path, STREAM_BUFFER_BYTES);
    }
    // The length spares a HEAD; the policies are tried in order, a store takes the one it knows.
    return FutureIO.awaitFuture(
        fs.openFile(path)
            .opt("fs.option.openfile.read.policy", "whole-file, sequential")
            .opt("fs.option.openfile.length", Long.toString(file.size()))
            .opt("fs.option.openfile.buffer.size", STREAM_BUFFER_BYTES)
            .build());
  }

  private byte[] buffer(int size) {
    byte[] used = buffers.poll();
    return used != null && used.length >= size
        ? used
        : new byte[(size / BUFFER_UNIT + 1) * BUFFER_UNIT];
  }

  private static void closeQuietly(@Nullable InputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // All that was wanted of it has been read.
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "trailhunt-prefetch");
    thread.setDaemon(true);
    return thread;
  }
}
