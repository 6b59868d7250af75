package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import dev.trailhunt.event.Activity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Which autonomous system an address belongs to, from an MMDB file. The field names of MaxMind
 * (GeoLite2-ASN), DB-IP and IPinfo are understood.
 */
public final class AsnDatabase {
  private static final StructType NETWORK =
      new StructType().add("number", DataTypes.LongType).add("organisation", DataTypes.StringType);

  private final byte[] content;
  private final String build;
  private final Instant builtAt;
  private @Nullable Broadcast<byte[]> shared;

  private AsnDatabase(byte[] content, Metadata metadata) {
    this.content = content;
    this.build = metadata.databaseType() + " " + metadata.buildTime();
    this.builtAt = metadata.buildTime();
  }

  /**
   * Reads a database.
   *
   * @param uri local path or URI of any file system that Hadoop knows
   * @throws IllegalArgumentException when the file cannot be read or is no MMDB
   */
  public static AsnDatabase load(Configuration hadoopConf, String uri) {
    Path path = new Path(uri);
    try (InputStream in = FileSystem.get(fileSystemOf(path), hadoopConf).open(path)) {
      byte[] content = in.readAllBytes();
      try (Reader reader = new Reader(new ByteArrayInputStream(content))) {
        return new AsnDatabase(content, reader.getMetadata());
      }
    } catch (InvalidDatabaseException e) {
      throw new IllegalArgumentException(
          "asn-database " + uri + " is not an MMDB file; give a GeoLite2-ASN, DB-IP or IPinfo one",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "asn-database " + uri + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static URI fileSystemOf(Path path) {
    return path.toUri().getScheme() == null ? URI.create("file:///") : path.toUri();
  }

  /** The database's type and build time, as findings record it. */
  public String build() {
    return build;
  }

  /** When it was built. */
  public Instant builtAt() {
    return builtAt;
  }

  /**
   * Adds {@code source_as_number}, {@code source_as_org} and {@code asn_build} by {@code
   * source_ip}.
   */
  Dataset<Row> lookUp(Dataset<Row> events) {
    return events
        .withColumn("network", network(events.sparkSession(), col(Activity.SOURCE_IP)))
        .withColumn(Finding.SOURCE_AS_NUMBER, col("network.number"))
        .withColumn(Finding.SOURCE_AS_ORG, col("network.organisation"))
        .withColumn(Finding.ASN_BUILD, lit(build))
        .drop("network");
  }

  /** Number and organisation of the autonomous system of an address; null when there is none. */
  Column network(SparkSession spark, Column ip) {
    if (shared == null) {
      shared = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(content);
    }
    return udf(new NetworkOf(shared), NETWORK).apply(ip);
  }

  /** Adds {@code source_as_org} by an address; null without a database. */
  static Dataset<Row> withOrganisation(
      Dataset<Row> events, Column ip, Optional<AsnDatabase> database) {
    return events.withColumn(
        Finding.SOURCE_AS_ORG,
        database
            .map(known -> known.network(events.sparkSession(), ip))
            .map(network -> network.getField("organisation"))
            .orElse(lit(null).cast(DataTypes.StringType)));
  }

  /** The same columns when there is no database: all null. */
  static Dataset<Row> unknown(Dataset<Row> events) {
    return events
        .withColumn(Finding.SOURCE_AS_NUMBER, lit(null).cast(DataTypes.LongType))
        .withColumn(Finding.SOURCE_AS_ORG, lit(null).cast(DataTypes.StringType))
        .withColumn(Finding.ASN_BUILD, lit(null).cast(DataTypes.StringType));
  }

  private static final class NetworkOf
      implements UDF1<@Nullable String, @Nullable Row>, Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<byte[]> content;
    private transient @Nullable Reader reader;

    NetworkOf(Broadcast<byte[]> content) {
      this.content = content;
    }

    @Override
    public @Nullable Row call(@Nullable String ip) throws IOException {
      if (ip == null) {
        return null;
      }
      if (reader == null) {
        reader = new Reader(new ByteArrayInputStream(content.value()));
      }
      if (ip.indexOf(':') >= 0 && reader.getMetadata().ipVersion() == 4) {
        return null;
      }
      // source_ip is a literal in canonical form, so that no name is looked up.
      Map<?, ?> entry = reader.get(InetAddress.getByName(ip), Map.class);
      return entry == null ? null : RowFactory.create(number(entry), organisation(entry));
    }

    private static @Nullable Long number(Map<?, ?> entry) {
      return first(entry, "autonomous_system_number", "asn", "as_number")
          .map(value -> value instanceof Number n ? (Long) n.longValue() : digits(value.toString()))
          .orElse(null);
    }

    private static @Nullable Long digits(String number) {
      String digits = number.replaceFirst("^AS", "");
      return digits.matches("\\d{1,10}") ? Long.valueOf(digits) : null;
    }

    private static @Nullable String organisation(Map<?, ?> entry) {
      return first(
              entry, "autonomous_system_organization", "as_name", "as_organization", "name", "org")
          .map(Object::toString)
          .orElse(null);
    }

    private static Optional<Object> first(Map<?, ?> entry, String... names) {
      return Stream.of(names).<Object>map(entry::get).filter(Objects::nonNull).findFirst();
    }
  }
}
