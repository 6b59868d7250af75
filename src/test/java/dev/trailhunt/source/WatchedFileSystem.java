package dev.trailhunt.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The local file system, which notes what is listed and fails on files as S3 would: a name with
 * {@code archived}, {@code denied} or {@code broken} in it cannot be opened.
 */
public final class WatchedFileSystem extends RawLocalFileSystem {
  private static final List<String> LISTED = new CopyOnWriteArrayList<>();

  /** A configuration that has it for {@code file:}. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("fs.file.impl", WatchedFileSystem.class.getName());
    conf.setBoolean("fs.file.impl.disable.cache", true);
    LISTED.clear();
    return conf;
  }

  /** The directories that were listed, in no order. */
  static List<String> listed() {
    return List.copyOf(LISTED);
  }

  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    LISTED.add(path.toUri().getPath());
    if (path.toString().endsWith("sa-denied-1/2025/03/14")) {
      throw new AccessDeniedException(path.toString());
    }
    return super.listStatusIterator(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    String name = path.getName();
    if (name.contains("archived")) {
      AccessDeniedException denied = new AccessDeniedException(path.toString());
      denied.initCause(
          new IllegalStateException("Status Code: 403, Error Code: InvalidObjectState"));
      throw denied;
    }
    if (name.contains("denied")) {
      throw new AccessDeniedException(path.toString(), null, "Access Denied (403)");
    }
    if (name.contains("broken")) {
      throw new IOException("connection reset");
    }
    return super.open(path, bufferSize);
  }
}
