package dev.trailhunt.table;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Rows that are written once and read by several steps of a run, so that all of them see the same.
 */
public sealed interface Staging extends AutoCloseable {
  /** Writes the rows, instead of any that were there. */
  void write(Dataset<Row> rows);

  /** The rows written. */
  Dataset<Row> read();

  /** Removes them. */
  @Override
  void close();

  /** Parquet beside the tables. */
  record InFolder(SparkSession spark, String folder) implements Staging {
    @Override
    public void write(Dataset<Row> rows) {
      // Read once or twice, and then gone: dictionaries would cost more than they spare.
      rows.write()
          .mode(SaveMode.Overwrite)
          .option("parquet.enable.dictionary", "false")
          .parquet(folder + "/rows");
    }

    @Override
    public Dataset<Row> read() {
      return spark.read().parquet(folder + "/rows");
    }

    @Override
    public void close() {
      Path path = new Path(folder);
      try {
        path.getFileSystem(spark.sessionState().newHadoopConf()).delete(path, true);
      } catch (IOException e) {
        throw TableException.unreachable(folder, e);
      }
    }
  }

  /** A Delta table in the schema, where only the catalog knows the folders. */
  record InTable(SparkSession spark, String table) implements Staging {
    @Override
    public void write(Dataset<Row> rows) {
      rows.write()
          .format("delta")
          .mode(SaveMode.Overwrite)
          .option("overwriteSchema", "true")
          .saveAsTable(table);
    }

    @Override
    public Dataset<Row> read() {
      return spark.table(table);
    }

    @Override
    public void close() {
      spark.sql("DROP TABLE IF EXISTS " + table);
    }
  }
}
