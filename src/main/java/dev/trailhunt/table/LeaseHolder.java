package dev.trailhunt.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A run that holds or wants the lease of a warehouse, as its object says it.
 *
 * @param command what it does, such as {@code nightly}
 * @param host the machine that it runs on
 * @param process its process there
 * @param runId its id, in the table {@code runs} too if it has a row there
 * @param since when it took the lease, or began to wait, by its own clock
 */
public record LeaseHolder(String command, String host, long process, String runId, String since) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNKNOWN = "unknown";

  /** A run of this process. */
  public static LeaseHolder here(String command, String runId, Instant now) {
    return new LeaseHolder(
        command,
        hostName(),
        ProcessHandle.current().pid(),
        runId,
        now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }

  String toJson() {
    return JSON.createObjectNode()
        .put("command", command)
        .put("host", host)
        .put("process", process)
        .put("run_id", runId)
        .put("since", since)
        .toString();
  }

  /** What can be read of it: whoever wrote it may have died on the way. */
  static LeaseHolder fromJson(String json) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      node = JSON.createObjectNode();
    }
    return new LeaseHolder(
        node.path("command").asText(UNKNOWN),
        node.path("host").asText(UNKNOWN),
        node.path("process").asLong(),
        node.path("run_id").asText(UNKNOWN),
        node.path("since").asText(UNKNOWN));
  }

  /** {@code nightly on ip-10-0-0-7 (process 4711, run 68d9eb86-…, since 2026-03-04T02:00:00Z)}. */
  @Override
  public String toString() {
    return "%s on %s (process %d, run %s, since %s)"
        .formatted(command, host, process, runId, since);
  }
}
