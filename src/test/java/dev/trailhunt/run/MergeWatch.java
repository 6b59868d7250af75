package dev.trailhunt.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sees the jobs of Delta's merges in the event log of a Spark application while it runs. Beginnings
 * and ends of jobs are in it at once, those of tasks with the next of them.
 */
final class MergeWatch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Set<Integer> running = new LinkedHashSet<>();
  private final Set<Integer> stages = new HashSet<>();
  private long seen;
  private int tasksLost;

  /** Watches the only application that logs to a folder. */
  MergeWatch(Path folder) {
    this.folder = folder;
  }

  /** What an application logs its events with, into the folder. */
  Map<String, String> settings() {
    return Map.of(
        "spark.eventLog.enabled", "true",
        "spark.eventLog.dir", folder.toUri().toString(),
        "spark.eventLog.rolling.enabled", "false",
        "spark.eventLog.compress", "false");
  }

  /** The jobs of merges that have begun and not ended. */
  Set<Integer> running() throws IOException {
    look();
    return Set.copyOf(running);
  }

  /** How many tasks of merges went down with their executor. */
  int tasksLost() throws IOException {
    look();
    return tasksLost;
  }

  private void look() throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(folder)) {
      logs = files.filter(file -> !file.getFileName().toString().endsWith(".crc")).toList();
    }
    for (Path log : logs) {
      for (String line : newLines(log)) {
        see(JSON.readTree(line));
      }
    }
  }

  private List<String> newLines(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] more = new byte[Math.toIntExact(file.length() - seen)];
      file.seek(seen);
      file.readFully(more);
      String text = new String(more, StandardCharsets.ISO_8859_1);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      seen += whole.length();
      return whole.lines().toList();
    }
  }

  private void see(JsonNode event) {
    switch (event.path("Event").asText()) {
      case "SparkListenerJobStart" -> {
        String description = event.path("Properties").path("spark.job.description").asText();
        if (description.contains("MERGE operation")) {
          running.add(event.path("Job ID").asInt());
          event.path("Stage IDs").forEach(stage -> stages.add(stage.asInt()));
        }
      }
      case "SparkListenerJobEnd" -> running.remove(event.path("Job ID").asInt());
      case "SparkListenerTaskEnd" -> {
        String reason = event.path("Task End Reason").path("Reason").asText();
        if (reason.equals("ExecutorLostFailure")
            && stages.contains(event.path("Stage ID").asInt())) {
          tasksLost++;
        }
      }
      default -> {
        // What else happens is of no interest.
      }
    }
  }
}
