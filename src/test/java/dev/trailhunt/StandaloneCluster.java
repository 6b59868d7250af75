package dev.trailhunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Spark master and two workers of one core each, as processes on the loopback address. */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern WORKER = Pattern.compile("Successfully registered with master");
  private static final int WORKERS = 2;

  private final List<Process> workers = new ArrayList<>();
  private final Process master;
  private final String url;
  private final Thread killer = new Thread(this::kill, "cluster-killer");

  /**
   * Starts one and waits until the workers have registered.
   *
   * @param folder for logs, and where the workers work
   */
  public StandaloneCluster(SparkHome home, Path folder) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(killer);
    Path masterLog = folder.resolve("master.log");
    master =
        home.daemon(
            masterLog,
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    url = await(master, masterLog, MASTER).group(1);
    for (int i = 0; i < WORKERS; i++) {
      Path log = folder.resolve("worker-" + i + ".log");
      Process worker =
          home.daemon(
              log,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              folder.resolve("work-" + i).toString(),
              url);
      workers.add(worker);
      await(worker, log, WORKER);
    }
  }

  private static Matcher await(Process process, Path log, Pattern wanted)
      throws IOException, InterruptedException {
    while (true) {
      Matcher matcher = wanted.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher;
      }
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as(Files.readString(log)).isFalse();
    }
  }

  /** What {@code --master} takes. */
  public String url() {
    return url;
  }

  /** The executors that run at this moment: a worker has no other children. */
  public Stream<ProcessHandle> executors() {
    return workers.stream().flatMap(Process::children);
  }

  private void kill() {
    workers.forEach(
        worker -> {
          List<ProcessHandle> executors = worker.children().toList();
          worker.destroyForcibly();
          executors.forEach(ProcessHandle::destroyForcibly);
        });
    if (master != null) {
      master.destroyForcibly();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The JVM is going down already: the hook runs, and ends what has ended.
    }
  }
}
