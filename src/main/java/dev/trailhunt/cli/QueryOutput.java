package dev.trailhunt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Writes a query's rows to standard output, and to standard error how many there were. */
final class QueryOutput {
  /** First letters that make a spreadsheet take a cell for a formula, full-width ones too. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  /** How many rows are written between two looks at whether anybody still reads them. */
  private static final int ROWS_BETWEEN_CHECKS = 100;

  private final Console console;

  QueryOutput(Console console) {
    this.console = console;
  }

  void write(Dataset<Row> rows, QueryRequest request) {
    // One more than wanted tells whether there are more; an int is what Spark can limit to.
    OptionalLong limit = request.limit();
    Dataset<Row> limited =
        limit.isPresent() && limit.getAsLong() < Integer.MAX_VALUE
            ? rows.limit((int) limit.getAsLong() + 1)
            : rows;
    Limited reading = new Limited(limited.toLocalIterator(), limit.orElse(Long.MAX_VALUE));
    switch (request.format()) {
      case TABLE -> writeTable(List.of(rows.columns()), reading);
      case JSON -> writeJson(reading);
      case CSV -> writeCsv(List.of(rows.columns()), reading);
    }
    console.out().flush();
    console.say(
        Human.count(reading.written, "row")
            + (reading.more() ? ", there are more: --limit 0 shows all" : ""));
  }

  /** Writes all rows as a table. */
  void write(Dataset<Row> rows) {
    write(List.of(rows.columns()), rows.toLocalIterator());
  }

  /** Writes all rows as a table. */
  void write(List<String> columns, Iterator<Row> rows) {
    writeTable(columns, new Limited(rows, Long.MAX_VALUE));
    console.out().flush();
  }

  private void writeTable(List<String> columns, Limited rows) {
    List<List<String>> cells = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      List<String> line = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        line.add(readable(row.get(i)));
      }
      cells.add(line);
    }
    TextTable table = new TextTable(columns.stream().map(Escape::line).toList(), cells);
    table.lines(console.columns()).forEach(console.out()::println);
  }

  private void writeJson(Limited rows) {
    while (rows.hasNext()) {
      console.out().print(JsonRows.write(rows.next()) + "\n");
    }
  }

  private void writeCsv(List<String> columns, Limited rows) {
    try {
      CSVPrinter csv = new CSVPrinter(console.out(), CSVFormat.RFC4180);
      csv.printRecord(columns.stream().map(QueryOutput::disarmed).toList());
      while (rows.hasNext()) {
        Row row = rows.next();
        List<@Nullable String> record = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          record.add(csvCell(row.get(i)));
        }
        csv.printRecord(record);
      }
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readable(@Nullable Object value) {
    if (value == null) {
      return "–";
    }
    return hasJsonForm(value) ? JsonRows.write(value) : Escape.line(JsonRows.scalar(value));
  }

  private static @Nullable String csvCell(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (hasJsonForm(value)) {
      return JsonRows.write(value);
    }
    return value instanceof String text ? disarmed(text) : JsonRows.scalar(value);
  }

  private static boolean hasJsonForm(Object value) {
    return JsonRows.isNested(value) || value instanceof byte[];
  }

  private static String disarmed(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return (formula ? "'" : "") + Escape.text(text);
  }

  /** The rows up to the limit, as long as somebody reads what is written. */
  private final class Limited {
    private final Iterator<Row> rows;
    private final long limit;
    private long written;
    private boolean abandoned;

    Limited(Iterator<Row> rows, long limit) {
      this.rows = rows;
      this.limit = limit;
    }

    boolean hasNext() {
      if (written % ROWS_BETWEEN_CHECKS == 0 && written > 0) {
        abandoned = console.out().checkError();
      }
      return !abandoned && written < limit && rows.hasNext();
    }

    Row next() {
      written++;
      return rows.next();
    }

    boolean more() {
      return !abandoned && rows.hasNext();
    }
  }
}
