package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on what the build has just packaged. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("bin/trailhunt").toAbsolutePath();
  private static final Path JAR = Path.of("target/trailhunt.jar");

  @TempDir Path dir;

  @BeforeEach
  void theJarIsThere() throws Exception {
    assumeTrue(Files.exists(JAR) && Files.exists(Path.of("target/classpath")));
    // So that the launcher does not build while the build runs.
    Files.setLastModifiedTime(JAR, FileTime.from(Instant.now()));
  }

  private record Ended(int status, String out, String err) {}

  private Ended run(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    File out = dir.resolve("out").toFile();
    File err = dir.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("TRAILHUNT_LOG", dir.resolve("log/t.log").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    int status =
        builder.directory(dir.toFile()).redirectOutput(out).redirectError(err).start().waitFor();
    return new Ended(status, Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  @Test
  void startsFromAnywhereThroughLinks() throws Exception {
    Path far = Files.createSymbolicLink(dir.resolve("far link"), LAUNCHER);
    Path near = Files.createSymbolicLink(dir.resolve("near"), Path.of("far link"));
    Ended ended = run(near, Map.of(), "--version");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("trailhunt ");
    assertThat(ended.status()).isZero();
    assertThat(run(far, Map.of(), "nigthly").status()).isEqualTo(2);
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    Ended ended = run(LAUNCHER, Map.of(), "triage", "a b * \"$HOME\"", "--status", "open");
    assertThat(ended.err()).contains("FINDING_ID must be hexadecimal");
    assertThat(run(LAUNCHER, Map.of(), "query", "no-such * x").err())
        .contains("warehouse: not set");
  }

  @Test
  void aWrongJavaIsNamed() throws Exception {
    Ended missing = run(LAUNCHER, Map.of("JAVA_HOME", "/nowhere"), "--version");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err())
        .isEqualTo("trailhunt: JAVA_HOME is /nowhere, where there is no bin/java\n");

    Path old = Files.createDirectories(dir.resolve("java11/bin"));
    Files.writeString(old.getParent().resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(Files.createFile(old.resolve("java")).toFile().setExecutable(true)).isTrue();
    Ended tooOld = run(LAUNCHER, Map.of("JAVA_HOME", old.getParent().toString()), "--version");
    assertThat(tooOld.status()).isEqualTo(1);
    assertThat(tooOld.err()).contains("is Java 11, Java 17 or 21 is needed");
  }

  @Test
  void whatFailsIsInTheLogAndOnlyThere() throws Exception {
    Ended ended =
        run(LAUNCHER, Map.of(), "nightly", "--config", "nofs://x/t\u001b[2J", "--warehouse", "/t");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).startsWith("trailhunt: ").contains("the stack trace is in " + dir);
    String log = Files.readString(dir.resolve("log/t.log"));
    assertThat(log).contains("nightly failed", "\n  | \tat ").doesNotContain("\u001b");
  }
}
