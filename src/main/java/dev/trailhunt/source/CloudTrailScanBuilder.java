package dev.trailhunt.source;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes what Spark pushes into a read: columns, nested ones too, and filters. */
final class CloudTrailScanBuilder
    implements ScanBuilder, SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final CloudTrailReadConf conf;
  private final Configuration hadoopConf;
  private final PushedFilters filters;
  private StructType columns;

  CloudTrailScanBuilder(CloudTrailReadConf conf, StructType columns, Configuration hadoopConf) {
    this.conf = conf;
    this.hadoopConf = hadoopConf;
    this.columns = columns;
    this.filters = new PushedFilters(conf, !conf.accounting());
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return filters.push(predicates);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return filters.pushed();
  }

  @Override
  public Scan build() {
    ReadPlan plan =
        new ReadPlan(
            columns, conf.accounting(), filters.names(), filters.sources(), conf.prefetch());
    return new CloudTrailScan(conf, filters.paths(), plan, hadoopConf);
  }
}
