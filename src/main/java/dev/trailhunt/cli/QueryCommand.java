package dev.trailhunt.cli;

import dev.trailhunt.config.Suggestion;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}. */
@Command(
    name = "query",
    description = {
      "Run SQL, a named hunt, or show a table.",
      "",
      "The tables and views are there by name: alerts, evidence, suppressed, coverage, activity,"
          + " findings and others. --list lists the hunts.",
      "",
      "table is for reading: control characters are shown by their codes, long cells are cut to fit"
          + " the terminal. json is one object per line, complete. csv follows RFC 4180; a text that"
          + " begins with = + - @ or a tab or line break gets a leading apostrophe, so that no"
          + " spreadsheet takes what an attacker wrote for a formula."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt query alerts --warehouse s3a://hunt/trailhunt",
      "  trailhunt query \"SELECT * FROM alerts WHERE severity = 'critical'\" --format json -c t.yaml",
      "  trailhunt query --list"
    })
final class QueryCommand implements Callable<Integer> {
  private static final long TABLE_LIMIT = 100;

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL|NAME",
      description = "SQL in quotes, or the name of a hunt, a table or a view.")
  private @Nullable String query;

  @Option(names = "--list", description = "List the hunts and exit.")
  private boolean list;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private QueryFormat format = QueryFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N rows, 0 for all. Default: 100 for table, else all.")
  private @Nullable Long limit;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Spec private CommandSpec spec;

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Notebook hunts = Notebook.hunts();
    if (list) {
      printList(hunts);
      return 0;
    }
    if (query == null || query.isBlank()) {
      throw new ParameterException(spec.commandLine(), "give SQL or a name, or --list");
    }
    if (limit != null && limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit must not be negative");
    }
    QueryRequest request = request(hunts, query.strip());
    new Runs(console, common.settings(false)).query(request);
    return 0;
  }

  private QueryRequest request(Notebook hunts, String given) {
    OptionalLong rows = rows();
    Optional<Notebook.Hunt> hunt = hunts.named(given);
    if (hunt.isPresent()) {
      return new QueryRequest(hunt.get().sql(), Optional.empty(), format, rows);
    }
    if (QueryRequest.isTableName(given)) {
      return new QueryRequest("SELECT * FROM " + given, Optional.of(given), format, rows);
    }
    if (given.matches("\\S+")) {
      throw new ParameterException(
          spec.commandLine(),
          "no hunt, table or view " + given + Suggestion.didYouMean(given, hunts.names()));
    }
    return new QueryRequest(given, Optional.empty(), format, rows);
  }

  private OptionalLong rows() {
    long rows = limit != null ? limit : format == QueryFormat.TABLE ? TABLE_LIMIT : 0;
    return rows == 0 ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  private void printList(Notebook hunts) {
    int width = hunts.names().stream().mapToInt(String::length).max().orElse(0);
    console
        .out()
        .println(
            hunts.all().stream()
                .map(hunt -> String.format("%-" + width + "s  %s", hunt.name(), hunt.title()))
                .collect(Collectors.joining("\n")));
  }
}
