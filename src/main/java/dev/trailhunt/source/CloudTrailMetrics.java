package dev.trailhunt.source;

import java.util.List;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The counts that Spark's UI shows for a scan. They repeat when a task is repeated. */
final class CloudTrailMetrics {
  private CloudTrailMetrics() {}

  private record Value(String name, long value) implements CustomTaskMetric {}

  static CustomMetric[] supported() {
    return new CustomMetric[] {
      new FilesListed(),
      new ListCalls(),
      new FilesRead(),
      new BytesRead(),
      new BytesInflated(),
      new RecordsSeen(),
      new RecordsKept(),
      new RecordsMalformed(),
      new FilesQuarantined(),
      new FieldsMistyped()
    };
  }

  static CustomTaskMetric[] ofListing(long files, long calls) {
    return new CustomTaskMetric[] {new Value("filesListed", files), new Value("listCalls", calls)};
  }

  static CustomTaskMetric[] ofTask(ReadCounts counts) {
    return List.of(
            new Value("filesRead", counts.files),
            new Value("bytesRead", counts.bytesRead),
            new Value("bytesInflated", counts.bytesInflated),
            new Value("recordsSeen", counts.records),
            new Value("recordsKept", counts.kept),
            new Value("recordsMalformed", counts.malformed),
            new Value("filesQuarantined", counts.quarantined),
            new Value("fieldsMistyped", counts.mismatches))
        .toArray(CustomTaskMetric[]::new);
  }

  /** A sum over tasks. Spark makes its own instances of the public classes below. */
  private abstract static class Sum extends CustomSumMetric {
    private final String name;
    private final String description;

    Sum(String name, String description) {
      this.name = name;
      this.description = description;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return description;
    }
  }

  /** Files that listing or manifest gave. */
  public static final class FilesListed extends Sum {
    public FilesListed() {
      super("filesListed", "files listed");
    }
  }

  /** LIST requests. */
  public static final class ListCalls extends Sum {
    public ListCalls() {
      super("listCalls", "list calls");
    }
  }

  /** Files read, also those that could not be read to their end. */
  public static final class FilesRead extends Sum {
    public FilesRead() {
      super("filesRead", "files read");
    }
  }

  /** Bytes taken from the store. */
  public static final class BytesRead extends Sum {
    public BytesRead() {
      super("bytesRead", "bytes read");
    }
  }

  /** Bytes of text. */
  public static final class BytesInflated extends Sum {
    public BytesInflated() {
      super("bytesInflated", "bytes inflated");
    }
  }

  /** Elements of Records. */
  public static final class RecordsSeen extends Sum {
    public RecordsSeen() {
      super("recordsSeen", "records seen");
    }
  }

  /** Records that became rows. */
  public static final class RecordsKept extends Sum {
    public RecordsKept() {
      super("recordsKept", "records kept");
    }
  }

  /** Unreadable records and faults of files. */
  public static final class RecordsMalformed extends Sum {
    public RecordsMalformed() {
      super("recordsMalformed", "records malformed");
    }
  }

  /** Files that could not be read to their end, archived ones included. */
  public static final class FilesQuarantined extends Sum {
    public FilesQuarantined() {
      super("filesQuarantined", "files quarantined");
    }
  }

  /** Fields that are null because their value has an unexpected type. */
  public static final class FieldsMistyped extends Sum {
    public FieldsMistyped() {
      super("fieldsMistyped", "fields of an unexpected type");
    }
  }
}
