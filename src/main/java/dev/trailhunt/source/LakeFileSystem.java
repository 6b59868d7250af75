package dev.trailhunt.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** How the files of a lake are reached. */
final class LakeFileSystem {
  private LakeFileSystem() {}

  /**
   * The file system that holds a path. On a local disk without Hadoop's own checksums, which are
   * sought in a second file beside each: gzip carries one.
   *
   * @throws IOException when the configuration has no file system for it, or the store refuses
   */
  static FileSystem of(Path path, Configuration conf) throws IOException {
    FileSystem files = path.getFileSystem(conf);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
