package dev.trailhunt.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** The least that reading gzip takes: open, read, inflate into a buffer that is used again. */
final class Inflating {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int BUFFER_BYTES = 64 * 1024;

  private interface Opener {
    byte[] read(Path file) throws IOException;
  }

  private Inflating() {}

  /** With the JDK alone; returns the bytes of text. */
  static long withTheJdk(List<Path> files, int threads) {
    return inflate(files, threads, Files::readAllBytes);
  }

  /** Through a Hadoop file system; returns the bytes of text. */
  static long withHadoop(List<Path> files, int threads) throws IOException {
    FileSystem fs = FileSystem.get(Path.of("/").toUri(), new Configuration());
    return inflate(
        files,
        threads,
        file -> {
          byte[] bytes = new byte[(int) Files.size(file)];
          try (DataInputStream in = fs.open(new org.apache.hadoop.fs.Path(file.toUri()))) {
            in.readFully(bytes);
          }
          return bytes;
        });
  }

  private static long inflate(List<Path> files, int threads, Opener opener) {
    AtomicInteger next = new AtomicInteger();
    Callable<Long> worker =
        () -> {
          long bytes = 0;
          byte[] buffer = new byte[BUFFER_BYTES];
          Inflater inflater = new Inflater(true);
          for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
            bytes += inflate(inflater, opener.read(files.get(i)), buffer);
          }
          inflater.end();
          return bytes;
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(worker));
      }
      long bytes = 0;
      for (Future<Long> done : workers) {
        bytes += done.get();
      }
      return bytes;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
  }

  /** The header is the ten bytes that GZIPOutputStream writes. */
  private static long inflate(Inflater inflater, byte[] gzip, byte[] buffer)
      throws DataFormatException {
    inflater.reset();
    inflater.setInput(gzip, HEADER_BYTES, gzip.length - HEADER_BYTES - TRAILER_BYTES);
    long bytes = 0;
    while (!inflater.finished()) {
      bytes += inflater.inflate(buffer);
    }
    return bytes;
  }
}
