package dev.trailhunt.config;

import dev.trailhunt.config.ConfigException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A configuration file that was read.
 *
 * @param name where it is, and what to call it in messages
 * @param hadoop Hadoop options that it was read with
 */
public record ConfigText(String name, String text, Map<String, String> hadoop) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  public ConfigText {
    hadoop = Map.copyOf(hadoop);
  }

  /** One that needed no Hadoop options. */
  public ConfigText(String name, String text) {
    this(name, text, Map.of());
  }

  /**
   * Reads a local path, or any URI that Hadoop can; Hadoop is loaded for the latter only.
   *
   * @param hadoop Hadoop options for a URI
   * @throws ConfigException when it is not there, cannot be read from this machine's disk, or is no
   *     text
   * @throws IOException when a store does not give it
   */
  public static ConfigText read(String location, Map<String, String> hadoop) throws IOException {
    try {
      String text = isLocal(location) ? readLocal(location) : RemoteFile.read(location, hadoop);
      return new ConfigText(location, text, hadoop);
    } catch (NoSuchFileException e) {
      throw refused(location, "no such file");
    } catch (CharacterCodingException e) {
      throw refused(location, "not a text in UTF-8");
    }
  }

  /**
   * Reads a file that this one names; a relative name begins where this file is.
   *
   * @param hadoop Hadoop options for a URI, where this file was not read with others
   * @throws ConfigException as {@link #read}
   * @throws IOException as {@link #read}
   */
  ConfigText readNamed(String location, Map<String, String> hadoop) throws IOException {
    Map<String, String> options = new HashMap<>(hadoop);
    options.putAll(this.hadoop);
    boolean absolute = location.startsWith("/") || SCHEME.matcher(location).matches();
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return read(absolute ? location : folder + location, options);
  }

  private static String readLocal(String location) throws IOException {
    Path path =
        location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    if (Files.isDirectory(path)) {
      throw refused(location, "a directory, not a file");
    }
    if (Files.exists(path) && !Files.isReadable(path)) {
      throw refused(location, "no permission to read it");
    }
    return Files.readString(path);
  }

  private static boolean isLocal(String location) {
    return location.startsWith("file:") || !SCHEME.matcher(location).matches();
  }

  private static ConfigException refused(String location, String what) {
    return new ConfigException(List.of(new Problem("--config", location + ": " + what)));
  }
}
