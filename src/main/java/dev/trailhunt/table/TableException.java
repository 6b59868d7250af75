package dev.trailhunt.table;

import java.util.List;

/** A warehouse that cannot be used as it is; the message says what, where and what to do. */
public final class TableException extends RuntimeException {
  private TableException(String message) {
    super(message);
  }

  private TableException(String message, Throwable cause) {
    super(message, cause);
  }

  static TableException unreachable(String where, Throwable cause) {
    return new TableException(
        "the warehouse cannot be reached at "
            + where
            + ": "
            + cause.getMessage()
            + "; check the location and the credentials",
        cause);
  }

  static TableException notCreated(String where, Throwable cause) {
    return cause instanceof TableException said
        ? said
        : new TableException(
            "the tables cannot be created in "
                + where
                + ": "
                + cause.getMessage()
                + "; check the location and the right to write there",
            cause);
  }

  static TableException unreadableElsewhere(String table, List<String> features) {
    return new TableException(
        "table "
            + table
            + " was created with "
            + String.join(", ", features)
            + ", which other readers do not understand; switch the platform's default off and drop the table");
  }
}
