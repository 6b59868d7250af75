package dev.trailhunt.cli;

import dev.trailhunt.config.ConfigText;
import dev.trailhunt.config.Flags;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.SettingsLoader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command can be told; a flag wins over the configuration file. */
final class CommonOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file in YAML, a local path or s3a://… .")
  private @Nullable String config;

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "The CloudTrail logs: what lies above the AWSLogs folder.")
  private @Nullable String lake;

  @Option(
      names = "--warehouse",
      paramLabel = "URI",
      description = "The tables, by path. Either this or --schema.")
  private @Nullable String warehouse;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "The tables, in a schema of the catalog.")
  private @Nullable String schema;

  @Option(
      names = "--accounts",
      paramLabel = "ID",
      split = ",",
      description = "Read these accounts of the lake only.")
  private List<String> accounts = List.of();

  @Option(
      names = "--regions",
      paramLabel = "REGION",
      split = ",",
      description = "Read these regions of the lake only.")
  private List<String> regions = List.of();

  @Option(
      names = "--asn-database",
      paramLabel = "URI",
      description = "MMDB file that tells whose network an address is in.")
  private @Nullable String asnDatabase;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting, such as spark.hadoop.fs.s3a.endpoint=…; repeatable.")
  private Map<String, String> conf = new LinkedHashMap<>();

  /**
   * The file's settings with the flags on top.
   *
   * @throws dev.trailhunt.config.ConfigException naming every problem
   * @throws IOException when the configuration file cannot be read
   */
  Settings settings(boolean lakeNeeded) throws IOException {
    Optional<ConfigText> file = Optional.empty();
    if (config != null) {
      file = Optional.of(ConfigText.read(config, hadoopOptions()));
    }
    return SettingsLoader.load(file, flags(), lakeNeeded);
  }

  /**
   * The settings, but the rule's own are those of another file, which may leave out all others.
   * What it does not say of the rule is the default, not what the first file says.
   *
   * @throws dev.trailhunt.config.ConfigException naming every problem
   * @throws IOException when a configuration file cannot be read
   */
  Settings settingsWithRuleOf(String otherConfig) throws IOException {
    Settings settings = settings(false);
    ConfigText other = ConfigText.read(otherConfig, hadoopOptions());
    Flags flags = Flags.at(settings.warehouse(), Optional.ofNullable(asnDatabase));
    return settings.withRuleOf(SettingsLoader.load(Optional.of(other), flags, false));
  }

  private Flags flags() {
    return new Flags(
        Optional.ofNullable(lake),
        Optional.ofNullable(warehouse),
        Optional.ofNullable(schema),
        accounts,
        regions,
        Optional.ofNullable(asnDatabase),
        conf);
  }

  /** Those known before the file is read: {@code spark-submit}'s and the flags'. */
  private Map<String, String> hadoopOptions() {
    String prefix = "spark.hadoop.";
    Map<String, String> options = new LinkedHashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        options.put(name.substring(prefix.length()), System.getProperty(name));
      }
    }
    conf.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            options.put(name.substring(prefix.length()), value);
          }
        });
    return options;
  }
}
