package dev.trailhunt.bench;

import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.CloudTrailSchema;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the job asks of a record: these columns of identity events. */
final class Mapping {
  /** Paths into the record, as dev.trailhunt.event.IdentityEvents looks at them. */
  static final List<String> PATHS =
      List.of(
          "eventID",
          "eventTime",
          "eventSource",
          "eventName",
          "awsRegion",
          "sourceIPAddress",
          "userAgent",
          "errorCode",
          "errorMessage",
          "requestParameters",
          "responseElements",
          "additionalEventData",
          "recipientAccountId",
          "sharedEventID",
          "sessionCredentialFromConsole",
          "userIdentity.type",
          "userIdentity.principalId",
          "userIdentity.arn",
          "userIdentity.accountId",
          "userIdentity.accessKeyId",
          "userIdentity.userName",
          "userIdentity.invokedBy",
          "userIdentity.sessionContext.sessionIssuer.principalId",
          "userIdentity.sessionContext.sessionIssuer.arn",
          "userIdentity.sessionContext.sessionIssuer.userName",
          "userIdentity.sessionContext.attributes.mfaAuthenticated",
          "userIdentity.onBehalfOf.userId");

  /** The part of the source's schema that {@link #PATHS} need. */
  static final StructType SCHEMA = pruned(CloudTrailSchema.SCHEMA, PATHS);

  private Mapping() {}

  /** The paths as columns, each named after its whole path. */
  static Column[] columns() {
    return PATHS.stream()
        .map(path -> functions.col(path).as(path.replace('.', '_')))
        .toArray(Column[]::new);
  }

  static Column isKept() {
    return functions
        .col("eventSource")
        .isin(KeepList.EVENT_SOURCES.toArray())
        .and(functions.col("eventName").isin(KeepList.DEFAULT.names().toArray()));
  }

  /** Literals for an IN of SQL. */
  static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  private static StructType pruned(StructType schema, List<String> paths) {
    StructType kept = new StructType();
    for (StructField field : schema.fields()) {
      List<String> below =
          paths.stream()
              .filter(path -> path.startsWith(field.name() + "."))
              .map(path -> path.substring(field.name().length() + 1))
              .toList();
      if (paths.contains(field.name()) || !below.isEmpty()) {
        DataType type =
            below.isEmpty() ? field.dataType() : pruned((StructType) field.dataType(), below);
        kept = kept.add(field.name(), type);
      }
    }
    return kept;
  }

  /** The schema in the words of DuckDB. */
  static String duckDbType(StructType schema) {
    return Stream.of(schema.fields())
        .map(field -> "\"" + field.name() + "\" " + duckDbType(field))
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }

  private static String duckDbType(StructField field) {
    if (field.dataType() instanceof StructType struct) {
      return duckDbType(struct);
    }
    return switch (field.name()) {
      case "requestParameters", "responseElements", "additionalEventData" -> "JSON";
      case "sessionCredentialFromConsole" -> "BOOLEAN";
      default -> "VARCHAR";
    };
  }
}
