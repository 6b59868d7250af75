package dev.trailhunt.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system without its processes. Hadoop starts a {@code chmod} for each file and
 * folder that it makes, and a {@code readlink} for each that it looks at by {@link
 * org.apache.hadoop.fs.FileContext}, which Delta does some six times a commit: hundreds in a small
 * run, and each takes as long as a small file. What comes of it is the same.
 */
final class LocalFiles extends LocalFileSystem {
  LocalFiles() {
    super(new Raw());
  }

  /** The same for {@link org.apache.hadoop.fs.FileContext}. */
  static final class OfContext extends ChecksumFs {
    OfContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(new RawOfContext(uri, conf));
    }
  }

  private static final class RawOfContext extends DelegateToFileSystem {
    RawOfContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new Raw(), conf, "file", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public boolean isValidName(String name) {
      // As Hadoop's own: the operating system knows.
      return true;
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      var view =
          Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
      if (view == null || permission.getStickyBit()) {
        super.setPermission(path, permission);
      } else {
        view.setPermissions(PosixFilePermissions.fromString(permission.toString()));
      }
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }
}
