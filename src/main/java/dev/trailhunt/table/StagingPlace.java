package dev.trailhunt.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Where the runs over a warehouse stage. */
sealed interface StagingPlace {
  /**
   * A run's.
   *
   * @param name unlike any other run's
   */
  Staging of(String name);

  /** All that have been written and not dropped. */
  List<Staging> all();

  /** A folder beside the tables. */
  record InFolder(SparkSession spark, String folder) implements StagingPlace {
    @Override
    public Staging of(String name) {
      return new Staging.InFolder(spark, folder + "/" + name);
    }

    @Override
    public List<Staging> all() {
      Path path = new Path(folder);
      try {
        return Stream.of(path.getFileSystem(spark.sessionState().newHadoopConf()).listStatus(path))
            .map(run -> of(run.getPath().getName()))
            .toList();
      } catch (FileNotFoundException e) {
        return List.of();
      } catch (IOException e) {
        throw TableException.unreachable(folder, e);
      }
    }
  }

  /**
   * Tables of the schema.
   *
   * @param schema in SQL
   */
  record InSchema(SparkSession spark, String schema) implements StagingPlace {
    private static final String PREFIX = "_staging_";

    @Override
    public Staging of(String name) {
      return table(PREFIX + name.replace('-', '_'));
    }

    @Override
    public List<Staging> all() {
      return spark
          .sql("SHOW TABLES IN %s LIKE '%s*'".formatted(schema, PREFIX))
          .where("NOT isTemporary")
          .select("tableName")
          .as(Encoders.STRING())
          .collectAsList()
          .stream()
          .map(this::table)
          .toList();
    }

    private Staging table(String name) {
      return new Staging.InTable(spark, schema + "." + Warehouse.quoted(name));
    }
  }
}
