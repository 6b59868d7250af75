package dev.trailhunt.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hunts of a SQL notebook in Databricks' source format: cells apart by {@code -- COMMAND
 * ----------}, a cell's title in {@code -- DBTITLE 1,title}, other languages as {@code -- MAGIC}.
 * Each SQL cell with a title is a hunt, named by the title's slug.
 */
final class Notebook {
  private static final String HUNTS = "/dev/trailhunt/notebooks/hunt.sql";
  private static final String HEADER = "-- Databricks notebook source";
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^-- COMMAND -+\\s*$");
  private static final Pattern TITLE = Pattern.compile("(?m)^-- DBTITLE \\d+,(.*)$");

  private final List<Hunt> hunts;

  /**
   * A named query.
   *
   * @param name what it is called by, {@code who-set-passwords}
   * @param title the same for people
   * @param sql one statement
   */
  record Hunt(String name, String title, String sql) {}

  private Notebook(List<Hunt> hunts) {
    this.hunts = List.copyOf(hunts);
  }

  /** The notebook that comes with the job. */
  static Notebook hunts() throws IOException {
    try (InputStream in = Notebook.class.getResourceAsStream(HUNTS)) {
      if (in == null) {
        throw new FileNotFoundException(HUNTS + " is missing from the jar, build it again");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Takes a notebook apart.
   *
   * @throws IllegalArgumentException when it is none, or two titles make the same name
   */
  static Notebook parse(String source) {
    String unified = source.replace("\r\n", "\n");
    if (!unified.startsWith(HEADER)) {
      throw new IllegalArgumentException("a notebook's first line is \"" + HEADER + '"');
    }
    List<Hunt> hunts = new ArrayList<>();
    for (String cell : SEPARATOR.split(unified.substring(HEADER.length()), -1)) {
      cell(cell).ifPresent(hunts::add);
    }
    List<String> names = hunts.stream().map(Hunt::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("two hunts have the same name among " + names);
    }
    return new Notebook(hunts);
  }

  private static Optional<Hunt> cell(String cell) {
    Matcher title = TITLE.matcher(cell);
    String sql =
        cell.lines()
            .filter(line -> !line.startsWith("-- DBTITLE") && !line.startsWith("-- MAGIC"))
            .collect(Collectors.joining("\n"))
            .strip()
            .replaceFirst(";$", "");
    boolean onlyComments = sql.lines().allMatch(line -> line.isBlank() || line.startsWith("--"));
    if (onlyComments || !title.find()) {
      return Optional.empty();
    }
    return Optional.of(new Hunt(slug(title.group(1)), title.group(1).strip(), sql));
  }

  /** {@code "Who set passwords?"} becomes {@code who-set-passwords}. */
  static String slug(String title) {
    return Normalizer.normalize(title, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  /** In the order of the notebook. */
  List<Hunt> all() {
    return hunts;
  }

  List<String> names() {
    return hunts.stream().map(Hunt::name).toList();
  }

  Optional<Hunt> named(String name) {
    return hunts.stream().filter(hunt -> hunt.name().equals(name)).findFirst();
  }
}
