package dev.trailhunt.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Small named objects in one folder, of which a new one is made by one alone of all that try. */
sealed interface LeaseObjects {
  /** The objects of a folder, which need not exist. */
  static LeaseObjects in(String folder, Configuration conf) throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(conf);
    return files.getUri().getScheme().equals("file")
        ? new OnDisk(java.nio.file.Path.of(files.makeQualified(path).toUri()))
        : new InStore(files, path);
  }

  /** Their names, each with when it was last written by the store's own clock. */
  SortedMap<String, Instant> list() throws IOException;

  /**
   * Makes a new object.
   *
   * @param content unlike that of anybody else
   * @return whether it is ours; if not, there was one of that name
   */
  boolean create(String name, String content) throws IOException;

  /** Makes an object, or writes it again. */
  void put(String name, String content) throws IOException;

  /** What an object says, if there is such an object. */
  Optional<String> read(String name) throws IOException;

  /** Deletes an object, if there is such an object. */
  void delete(String name) throws IOException;

  /** Whether {@link #create} keeps its promise when two try in the same moment. */
  boolean isAtomic();

  /** Files: Hadoop would look whether there is one, and then make one. */
  record OnDisk(java.nio.file.Path folder) implements LeaseObjects {
    @Override
    public SortedMap<String, Instant> list() throws IOException {
      SortedMap<String, Instant> names = new TreeMap<>();
      try (DirectoryStream<java.nio.file.Path> files = Files.newDirectoryStream(folder)) {
        for (java.nio.file.Path file : files) {
          addTo(names, file);
        }
      } catch (NoSuchFileException e) {
        return names;
      }
      return names;
    }

    private static void addTo(SortedMap<String, Instant> names, java.nio.file.Path file)
        throws IOException {
      try {
        names.put(file.getFileName().toString(), Files.getLastModifiedTime(file).toInstant());
      } catch (NoSuchFileException e) {
        // Deleted since it was listed.
      }
    }

    @Override
    public boolean create(String name, String content) throws IOException {
      Files.createDirectories(folder);
      try {
        Files.writeString(
            folder.resolve(name), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }

    @Override
    public void put(String name, String content) throws IOException {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), content);
    }

    @Override
    public Optional<String> read(String name) throws IOException {
      try {
        return Optional.of(Files.readString(folder.resolve(name)));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    @Override
    public void delete(String name) throws IOException {
      Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public boolean isAtomic() {
      return true;
    }
  }

  /** Objects of a store that Hadoop knows. */
  record InStore(FileSystem files, Path folder) implements LeaseObjects {
    /** Hadoop's name for what S3 calls If-None-Match; S3A has it since 3.4.2. */
    private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

    private static final int TRIES = 3;

    @Override
    public SortedMap<String, Instant> list() throws IOException {
      SortedMap<String, Instant> names = new TreeMap<>();
      try {
        for (FileStatus status : files.listStatus(folder)) {
          names.put(status.getPath().getName(), Instant.ofEpochMilli(status.getModificationTime()));
        }
      } catch (FileNotFoundException e) {
        return names;
      }
      return names;
    }

    /**
     * The answer to a request can get lost, and S3 turns away both of two that collide: what there
     * is in the end tells.
     */
    @Override
    public boolean create(String name, String content) throws IOException {
      for (int left = TRIES - 1; ; left--) {
        try {
          writeNew(new Path(folder, name), content);
          return true;
        } catch (AccessDeniedException e) {
          throw e;
        } catch (IOException e) {
          Optional<String> there = read(name);
          if (there.isPresent()) {
            return there.get().equals(content);
          }
          if (left == 0) {
            throw e;
          }
        }
      }
    }

    private void writeNew(Path path, String content) throws IOException {
      try (OutputStream out = newObject(path)) {
        out.write(content.getBytes(UTF_8));
      }
    }

    private OutputStream newObject(Path path) throws IOException {
      if (isConditional()) {
        FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
        builder.recursive();
        builder.must(CONDITIONAL, true);
        return builder.build();
      }
      return files.create(path, false);
    }

    private boolean isConditional() throws IOException {
      return files.hasPathCapability(folder, CONDITIONAL);
    }

    @Override
    public void put(String name, String content) throws IOException {
      try (OutputStream out = files.create(new Path(folder, name), true)) {
        out.write(content.getBytes(UTF_8));
      }
    }

    @Override
    public Optional<String> read(String name) throws IOException {
      try (InputStream in = files.open(new Path(folder, name))) {
        return Optional.of(new String(in.readAllBytes(), UTF_8));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      }
    }

    @Override
    public void delete(String name) throws IOException {
      files.delete(new Path(folder, name), false);
    }

    /** Other stores than S3 have always refused the second of two. */
    @Override
    public boolean isAtomic() {
      try {
        return !files.getUri().getScheme().startsWith("s3") || isConditional();
      } catch (IOException e) {
        return false;
      }
    }
  }
}
