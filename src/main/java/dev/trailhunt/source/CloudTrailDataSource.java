package dev.trailhunt.source;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * CloudTrail's log files as a table: {@code
 * spark.read().format("cloudtrail").load("s3a://bucket/prefix")}, or {@code CREATE TEMPORARY VIEW
 * trail USING cloudtrail OPTIONS (path 's3a://bucket/prefix')}. Options are in {@link
 * CloudTrailOptions}, columns in {@link CloudTrailSchema}.
 *
 * <p>Filters on eventName and eventSource ({@code =}, {@code IN}) are carried out on the bytes;
 * those on path_account, path_region and delivery_date leave out directories. What cannot be read
 * is counted in the scan's metrics and logged, and given as rows with {@link
 * CloudTrailOptions#ACCOUNTING}. A record that a name filter rejects is not checked.
 */
public final class CloudTrailDataSource implements TableProvider, DataSourceRegister {
  @Override
  public String shortName() {
    return "cloudtrail";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return CloudTrailReadConf.of(options).accounting()
        ? CloudTrailSchema.ACCOUNTING_SCHEMA
        : CloudTrailSchema.SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new CloudTrailTable(CloudTrailReadConf.of(new CaseInsensitiveStringMap(properties)));
  }
}
