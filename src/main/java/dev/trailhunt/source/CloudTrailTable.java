package dev.trailhunt.source;

import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/** A lake as a table that can be read. */
final class CloudTrailTable implements SupportsRead {
  private final CloudTrailReadConf conf;

  CloudTrailTable(CloudTrailReadConf conf) {
    this.conf = conf;
  }

  @Override
  public String name() {
    return "cloudtrail " + conf.manifest().or(conf::path).orElse("");
  }

  // Spark still asks for the schema, not the columns, of a table made from options.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return conf.accounting() ? CloudTrailSchema.ACCOUNTING_SCHEMA : CloudTrailSchema.SCHEMA;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new CloudTrailScanBuilder(conf, schema(), hadoopConf(options));
  }

  /** The session's, with what its settings and the read's options say of file systems. */
  private static Configuration hadoopConf(CaseInsensitiveStringMap options) {
    SparkSession spark = SparkSession.active();
    Configuration hadoop = new Configuration(spark.sparkContext().hadoopConfiguration());
    Map<String, String> settings = CollectionConverters.asJava(spark.conf().getAll());
    setFileSystems(hadoop, settings);
    setFileSystems(hadoop, options.asCaseSensitiveMap());
    return hadoop;
  }

  private static void setFileSystems(Configuration hadoop, Map<String, String> settings) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("fs.") && value != null) {
            hadoop.set(key, value);
          }
        });
  }
}
