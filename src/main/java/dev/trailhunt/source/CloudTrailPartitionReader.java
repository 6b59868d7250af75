package dev.trailhunt.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Reads the files of one task, one behind the other. */
final class CloudTrailPartitionReader implements PartitionReader<InternalRow> {
  private static final InternalRow NONE = InternalRow.empty();

  private final FilePrefetcher prefetcher;
  private final FileReader reader;
  private final ReadCounts counts = new ReadCounts();
  private FilePrefetcher.@Nullable Opened current;
  private InternalRow row = NONE;

  CloudTrailPartitionReader(CloudTrailPartition partition, ReadPlan plan, Configuration conf) {
    prefetcher = new FilePrefetcher(conf, partition.files(), plan.prefetch());
    reader =
        new FileReader(
            new RowFactory(plan.columns(), plan.accounting()),
            plan.accounting(),
            new RecordScanner(plan.eventNames(), plan.eventSources()),
            counts);
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      InternalRow next = current == null ? null : reader.next();
      if (next != null) {
        row = next;
        return true;
      }
      if (!advance()) {
        row = NONE;
        return false;
      }
    }
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return CloudTrailMetrics.ofTask(counts);
  }

  @Override
  public void close() {
    release();
    prefetcher.close();
    reader.close();
  }

  private boolean advance() throws IOException {
    release();
    current = prefetcher.next();
    if (current == null) {
      return false;
    }
    reader.start(current);
    return true;
  }

  private void release() {
    if (current != null) {
      prefetcher.done(current);
      current = null;
    }
  }
}
