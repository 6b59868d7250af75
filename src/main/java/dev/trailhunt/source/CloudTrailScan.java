package dev.trailhunt.source;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** One read of a lake: lists once, when Spark first asks for its size or its partitions. */
final class CloudTrailScan implements Scan, Batch, SupportsReportStatistics {
  /** What gzip makes of CloudTrail's JSON. */
  private static final long INFLATION = 8;

  private final CloudTrailReadConf conf;
  private final PathFilter paths;
  private final ReadPlan plan;
  private final Configuration hadoopConf;
  private LakeListing.@Nullable Listing listing;

  CloudTrailScan(
      CloudTrailReadConf conf, PathFilter paths, ReadPlan plan, Configuration hadoopConf) {
    this.conf = conf;
    this.paths = paths;
    this.plan = plan;
    this.hadoopConf = hadoopConf;
  }

  @Override
  public StructType readSchema() {
    return plan.columns();
  }

  @Override
  public String description() {
    List<String> parts = new ArrayList<>();
    parts.add("cloudtrail " + conf.manifest().or(conf::path).orElse(""));
    if (plan.eventNames() != null) {
      parts.add("eventName in " + plan.eventNames());
    }
    if (plan.eventSources() != null) {
      parts.add("eventSource in " + plan.eventSources());
    }
    parts.addAll(paths.describe());
    return String.join(", ", parts);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    int cores = SparkSession.active().sparkContext().defaultParallelism();
    return CloudTrailPartition.pack(listing().files(), conf.partitionBytes(), cores)
        .toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
    return new CloudTrailReaderFactory(
        plan, context.broadcast(new SerializableConfiguration(hadoopConf)));
  }

  @Override
  public Statistics estimateStatistics() {
    long bytes = listing().files().stream().mapToLong(LogFile::size).sum();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes * INFLATION);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return CloudTrailMetrics.supported();
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    return CloudTrailMetrics.ofListing(listing().files().size(), listing().listCalls());
  }

  private synchronized LakeListing.Listing listing() {
    if (listing == null) {
      listing = conf.manifest().map(this::fromManifest).orElseGet(this::fromLake);
    }
    return listing;
  }

  private LakeListing.Listing fromManifest(String manifest) {
    List<LogFile> files =
        Manifest.read(hadoopConf, manifest).stream().filter(paths::accepts).toList();
    return new LakeListing.Listing(files, 0);
  }

  private LakeListing.Listing fromLake() {
    LakeSelection lake =
        new LakeSelection(
            conf.path().orElseThrow(),
            paths.accounts().orElse(List.of()),
            paths.regions().orElse(List.of()));
    return paths.isEmpty()
        ? new LakeListing.Listing(List.of(), 0)
        : new LakeListing(lake, hadoopConf).list(paths.from(), paths.to());
  }
}
