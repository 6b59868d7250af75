package dev.trailhunt.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A chosen set of log files, kept in a file so that a read takes exactly these ({@link
 * CloudTrailOptions#MANIFEST}): gzip, one JSON object per line.
 */
public final class Manifest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifest() {}

  /** Writes a manifest file by file, over one that is there. */
  public static final class Output implements AutoCloseable {
    private final String uri;
    private final Writer out;

    /**
     * Starts a manifest.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public Output(Configuration conf, String uri) {
      this.uri = uri;
      try {
        Path path = new Path(uri);
        OutputStream bytes = path.getFileSystem(conf).create(path, true);
        out =
            new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    /**
     * Adds a file.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public void add(LogFile file) {
      try {
        out.write(line(file));
        out.write('\n');
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private UncheckedIOException failed(IOException e) {
      return new UncheckedIOException("The manifest " + uri + " cannot be written", e);
    }
  }

  /**
   * Writes a manifest, over one that is there.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public static void write(Configuration conf, String uri, List<LogFile> files) {
    try (Output output = new Output(conf, uri)) {
      files.forEach(output::add);
    }
  }

  /**
   * Reads a manifest, all of it into memory.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is no manifest
   */
  public static List<LogFile> read(Configuration conf, String uri) {
    List<LogFile> files = new ArrayList<>();
    read(conf, uri, files::add);
    return files;
  }

  /**
   * Reads a manifest and hands its files on, in their order.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is no manifest
   */
  public static void read(Configuration conf, String uri, Consumer<LogFile> taker) {
    Path path = new Path(uri);
    try (LineNumberReader in =
        new LineNumberReader(
            new InputStreamReader(
                new GZIPInputStream(path.getFileSystem(conf).open(path)),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        taker.accept(file(uri, in.getLineNumber(), line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The manifest " + uri + " cannot be read", e);
    }
  }

  private static LogFile file(String uri, int number, String line) {
    try {
      return file(line);
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException(
          "Line %d of %s is not a log file's: write the manifest anew".formatted(number, uri), e);
    }
  }

  private static String line(LogFile file) throws JsonProcessingException {
    ObjectNode node =
        JSON.createObjectNode()
            .put("path", file.path())
            .put("size", file.size())
            .put("modifiedAt", file.modifiedAt().toString())
            .put("etag", file.etag())
            .put("account", file.account())
            .put("region", file.region())
            .put("deliveryDate", file.deliveryDate().toString());
    return JSON.writeValueAsString(node);
  }

  private static LogFile file(String line) throws JsonProcessingException {
    if (!(JSON.readTree(line) instanceof ObjectNode node)) {
      throw new DateTimeException("not an object");
    }
    return new LogFile(
        node.path("path").asText(),
        node.path("size").asLong(),
        Instant.parse(node.path("modifiedAt").asText()),
        node.path("etag").isTextual() ? node.path("etag").asText() : null,
        node.path("account").asText(),
        node.path("region").asText(),
        LocalDate.parse(node.path("deliveryDate").asText()));
  }
}
