package dev.trailhunt.run.demo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads a lake record by record, in the plainest way. */
final class LakeContentReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LakeContentReader() {}

  static List<Path> logFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("CloudTrail-Digest"))
          .sorted()
          .toList();
    }
  }

  /**
   * Gives every whole record of {@code file} to {@code each}.
   *
   * @return whether the file has an end
   */
  static boolean read(Path file, BiConsumer<Path, JsonNode> each) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
        JsonParser parser = MAPPER.createParser(in)) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        each.accept(file, MAPPER.readTree(parser));
      }
      return parser.nextToken() == JsonToken.END_OBJECT;
    } catch (EOFException truncated) {
      return false;
    }
  }
}
