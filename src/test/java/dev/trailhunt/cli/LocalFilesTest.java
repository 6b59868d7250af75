package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.local.LocalFs;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFilesTest {
  @TempDir Path dir;

  private static Configuration ours() {
    Configuration conf = new Configuration(false);
    conf.setClass("fs.file.impl", LocalFiles.class, FileSystem.class);
    conf.set("fs.AbstractFileSystem.file.impl", LocalFiles.OfContext.class.getName());
    return conf;
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(dir.resolve(name).toUri());
  }

  private FileSystem files(Configuration conf) throws IOException {
    return FileSystem.newInstance(dir.toUri(), conf);
  }

  @ParameterizedTest(name = "umask {0}")
  @ValueSource(strings = {"022", "077", "002"})
  void whatItMakesIsWhatHadoopMakes(String umask) throws Exception {
    Configuration hadoops = new Configuration(false);
    hadoops.setClass("fs.file.impl", LocalFileSystem.class, FileSystem.class);
    Configuration ours = ours();
    hadoops.set("fs.AbstractFileSystem.file.impl", LocalFs.class.getName());
    hadoops.set("fs.permissions.umask-mode", umask);
    ours.set("fs.permissions.umask-mode", umask);
    make(hadoops, "hadoop");
    make(ours, "ours");
    assertThat(tree("ours")).hasSize(8).isEqualTo(tree("hadoop"));
  }

  private void make(Configuration conf, String root) throws IOException {
    FileSystem files = files(conf);
    files.mkdirs(path(root + "/folder/inner"), FsPermission.createImmutable((short) 0751));
    files.mkdirs(path(root + "/sticky"));
    files.setPermission(path(root + "/sticky"), FsPermission.createImmutable((short) 01777));
    files.create(path(root + "/folder/file")).close();
    files.setPermission(path(root + "/folder/file"), FsPermission.createImmutable((short) 0604));
    // As Delta commits.
    FileContext context = FileContext.getFileContext(dir.toUri(), conf);
    write(context, root + "/temporary", "text");
    context.rename(path(root + "/temporary"), path(root + "/commit"), Rename.NONE);
    write(context, root + "/temporary", "other");
    context.rename(path(root + "/temporary"), path(root + "/commit"), Rename.OVERWRITE);
    assertThat(files.open(path(root + "/commit")).readAllBytes()).asString().isEqualTo("other");
  }

  private List<String> tree(String root) throws IOException {
    try (Stream<Path> all = Files.walk(dir.resolve(root))) {
      return all.map(path -> dir.resolve(root).relativize(path) + " " + mode(path))
          .sorted()
          .toList();
    }
  }

  private static String mode(Path path) {
    try {
      return Integer.toOctalString((int) Files.getAttribute(path, "unix:mode"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRenameReplacesNothingUnlessTold() throws Exception {
    FileContext context = FileContext.getFileContext(dir.toUri(), ours());
    write(context, "there", "old");
    write(context, "new", "new");
    assertThatThrownBy(() -> context.rename(path("new"), path("there"), Rename.NONE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(dir.resolve("there")).hasContent("old");
    context.rename(path("new"), path("there"), Rename.OVERWRITE);
    assertThat(dir.resolve("there")).hasContent("new");
    assertThat(dir.resolve("new")).doesNotExist();
    assertThatThrownBy(() -> context.rename(path("new"), path("else"), Rename.NONE))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void linksAreSeenAsHadoopSeesThem() throws Exception {
    Files.writeString(dir.resolve("file"), "text");
    Files.createSymbolicLink(dir.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nothing"));
    FileSystem files = files(ours());
    assertThat(files.getFileStatus(path("link")).getLen()).isEqualTo(4);
    assertThat(files.getFileLinkStatus(path("file")).isSymlink()).isFalse();
    assertThatThrownBy(() -> files.getFileLinkStatus(path("nothing")))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> files.getFileStatus(path("dangling")))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void noProcessIsStarted() throws Exception {
    assertThat(started(() -> new ProcessBuilder("true").start().waitFor())).isEqualTo(1);
    assertThat(
            started(
                () -> {
                  FileSystem files = files(ours());
                  files.mkdirs(path("a/b"));
                  files.create(path("a/b/file")).close();
                  FileContext context = FileContext.getFileContext(dir.toUri(), ours());
                  write(context, "temporary", "text");
                  context.rename(path("temporary"), path("a/b/final"), Rename.NONE);
                  context.delete(path("a"), true);
                }))
        .isZero();
  }

  private void write(FileContext context, String name, String text) throws IOException {
    try (var out = context.create(path(name), EnumSet.of(CreateFlag.CREATE))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** How many processes this JVM starts while it works. */
  private long started(Work work) throws Exception {
    Path file = dir.resolve("processes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    return events.stream()
        .filter(e -> e.getEventType().getName().equals("jdk.ProcessStart"))
        .count();
  }
}
