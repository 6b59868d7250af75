package dev.trailhunt.cli;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to query and how to write it.
 *
 * @param table the table or view that was asked for by name; empty for SQL and hunts
 * @param limit the most rows to write; empty for all
 */
record QueryRequest(String sql, Optional<String> table, QueryFormat format, OptionalLong limit) {
  /** Whether this is a name as tables have them, qualified or not, and not SQL. */
  static boolean isTableName(String text) {
    return text.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*){0,2}");
  }
}
