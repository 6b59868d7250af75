package dev.trailhunt.source;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Goes to the tasks and makes their readers. */
final class CloudTrailReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ReadPlan plan;
  private final Broadcast<SerializableConfiguration> conf;

  CloudTrailReaderFactory(ReadPlan plan, Broadcast<SerializableConfiguration> conf) {
    this.plan = plan;
    this.conf = conf;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new CloudTrailPartitionReader(
        (CloudTrailPartition) partition, plan, conf.value().value());
  }
}
