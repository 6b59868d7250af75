package dev.trailhunt.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Rows in aligned columns that fit a terminal: wide cells are cut when they must be, and where even
 * that leaves too little, each row is written as a list of its cells.
 *
 * @param header names of the columns, escaped
 * @param rows cells, escaped, as many in each row as there are columns
 */
record TextTable(List<String> header, List<List<String>> rows) {
  private static final String GAP = "  ";
  private static final String CUT = "…";
  private static final int LEAST_WIDTH = 10;

  /** The lines to print on a terminal of that width. */
  List<String> lines(int terminal) {
    int[] natural = naturalWidths();
    int available = terminal - GAP.length() * (natural.length - 1);
    int least = Arrays.stream(natural).map(width -> Math.min(width, LEAST_WIDTH)).sum();
    return least > available ? asLists(terminal) : asColumns(fit(natural, available));
  }

  private List<String> asColumns(int[] widths) {
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    lines.add(line(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private List<String> asLists(int terminal) {
    int label = header.stream().mapToInt(TextTable::width).max().orElse(0);
    int value = Math.max(LEAST_WIDTH, terminal - label - GAP.length());
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      lines.add("-- row " + (row + 1));
      for (int column = 0; column < header.size(); column++) {
        String cell = cut(rows.get(row).get(column), value);
        lines.add((padded(header.get(column), label) + GAP + cell).stripTrailing());
      }
    }
    return lines;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : GAP).append(padded(cut(cells.get(i), widths[i]), widths[i]));
    }
    return line.toString().stripTrailing();
  }

  private int[] naturalWidths() {
    int[] widths = header.stream().mapToInt(TextTable::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  /** Takes from the widest until all fit. */
  private static int[] fit(int[] natural, int available) {
    int[] widths = natural.clone();
    int excess = Arrays.stream(widths).sum() - available;
    while (excess > 0) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      int second = 0;
      for (int i = 0; i < widths.length; i++) {
        second = i != widest ? Math.max(second, widths[i]) : second;
      }
      int taken = Math.max(1, Math.min(excess, widths[widest] - second));
      widths[widest] -= taken;
      excess -= taken;
    }
    return widths;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  private static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int left = width - 1;
    for (int c : text.codePoints().toArray()) {
      left -= width(c);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept + CUT;
  }

  /** Columns that a terminal gives to it. */
  private static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }
}
