package dev.trailhunt.config;

import dev.trailhunt.config.ConfigException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A configuration file that was read.
 *
 * @param name what to call it in messages
 */
public record ConfigText(String name, String text) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /**
   * Reads a local path, or any URI that Hadoop can; Hadoop is loaded for the latter only.
   *
   * @param hadoop Hadoop options for a URI
   * @throws ConfigException when it is not there or is no text
   * @throws IOException when it cannot be read
   */
  public static ConfigText read(String location, Map<String, String> hadoop) throws IOException {
    try {
      String text =
          isLocal(location)
              ? Files.readString(localPath(location))
              : RemoteFile.read(location, hadoop);
      return new ConfigText(location, text);
    } catch (NoSuchFileException e) {
      throw refused(location, "no such file");
    } catch (CharacterCodingException e) {
      throw refused(location, "not a text in UTF-8");
    }
  }

  private static boolean isLocal(String location) {
    return location.startsWith("file:") || !SCHEME.matcher(location).matches();
  }

  private static Path localPath(String location) {
    return location.startsWith("file:")
        ? Path.of(URI.create(location).getPath())
        : Path.of(location);
  }

  private static ConfigException refused(String location, String what) {
    return new ConfigException(List.of(new Problem("--config", location + ": " + what)));
  }
}
