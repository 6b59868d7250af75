package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.service.compute.DataSecurityMode;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.SparkJarTask;
import com.databricks.sdk.service.jobs.Task;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailhunt.run.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/** The files for platforms name only what there is, here and there. */
class DeployFilesTest {
  private static final Path FOLDER = Path.of("conf/deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String file) throws IOException {
    return JSON.readTree(FOLDER.resolve(file).toFile());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  // What every platform starts

  private static void requireMain(String className) throws ReflectiveOperationException {
    assertThat(Class.forName(className).getMethod("main", String[].class)).isNotNull();
  }

  private static void requireJobJar(String jar) throws IOException {
    Properties version = new Properties();
    version.load(Trailhunt.class.getResourceAsStream("version.properties"));
    assertThat(jar).endsWith("/trailhunt-" + version.getProperty("version") + "-job.jar");
  }

  /** Parses a command without running it. */
  private static ParseResult command(List<String> arguments) {
    ParseResult parsed =
        new CommandLine(new Trailhunt(), new Commands(new TestConsole().console()))
            .parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.hasSubcommand()).isTrue();
    return parsed.subcommand();
  }

  private static String nameOf(ParseResult command) {
    return command.commandSpec().name();
  }

  /** Checks arguments of {@code spark-submit} as Spark itself reads them. */
  private static ParseResult submitted(List<String> arguments) throws Exception {
    SparkSubmitArguments read =
        new SparkSubmitArguments(
            CollectionConverters.asScala(arguments).toSeq(), Map$.MODULE$.<String, String>empty());
    Map<String, String> settings = CollectionConverters.asJava(read.sparkProperties());
    assertThat(SessionSettings.missingForDelta(key -> settings.getOrDefault(key, ""))).isEmpty();
    assertThat(read.jars()).contains("/delta-spark.jar", "/delta-storage.jar");
    requireMain(read.mainClass());
    requireJobJar(read.primaryResource());
    return command(CollectionConverters.asJava(read.childArgs()));
  }

  // EMR

  @Test
  void theStepOfEmrSubmitsANightly() throws Exception {
    JsonNode steps = json("emr-step.json");
    assertThat(steps).hasSize(1);
    JsonNode step = steps.get(0);
    assertThat(step.fieldNames())
        .toIterable()
        .containsExactly("Type", "Name", "ActionOnFailure", "Jar", "Args");
    assertThat(step.path("Type").asText()).isEqualTo("CUSTOM_JAR");
    assertThat(step.path("ActionOnFailure").asText())
        .isIn("TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE");
    assertThat(step.path("Jar").asText()).isEqualTo("command-runner.jar");
    List<String> arguments = texts(step.path("Args"));
    assertThat(arguments.get(0)).isEqualTo("spark-submit");

    ParseResult nightly = submitted(arguments.subList(1, arguments.size()));

    assertThat(nameOf(nightly)).isEqualTo("nightly");
    assertThat(nightly.hasMatchedOption("--config")).isTrue();
  }

  @Test
  void theJobOfEmrServerlessIsARequestOfItsApiAndSubmitsANightly() throws Exception {
    JsonNode job = json("emr-serverless-job.json");
    requireFields(job, StartJobRunRequest.builder());
    JsonNode submit = job.path("jobDriver").path("sparkSubmit");
    List<String> arguments =
        new ArrayList<>(List.of(submit.path("sparkSubmitParameters").asText().split(" ")));
    arguments.add(submit.path("entryPoint").asText());
    arguments.addAll(texts(submit.path("entryPointArguments")));

    ParseResult nightly = submitted(arguments);

    assertThat(nameOf(nightly)).isEqualTo("nightly");
    assertThat(nightly.hasMatchedOption("--config")).isTrue();
  }

  /** Every field is one of the API's, at its place and of its kind. */
  private static void requireFields(JsonNode object, SdkPojo pojo) {
    object
        .properties()
        .forEach(
            given -> {
              Optional<SdkField<?>> field =
                  pojo.sdkFields().stream()
                      .filter(known -> known.locationName().equals(given.getKey()))
                      .findFirst();
              assertThat(field).as(given.getKey()).isPresent();
              MarshallingType<?> type = field.get().marshallingType();
              if (type == MarshallingType.SDK_POJO) {
                requireFields(given.getValue(), field.get().constructor().get());
              } else {
                assertThat(given.getValue().isArray())
                    .as(given.getKey())
                    .isEqualTo(type == MarshallingType.LIST);
              }
            });
  }

  // Databricks

  /** The jobs of the bundle, with its variables filled in. */
  private static Map<String, JobSettings> databricksJobs() throws IOException {
    String text = Files.readString(FOLDER.resolve("databricks.yml"));
    Map<String, Object> bundle = yaml(text);
    assertThat(bundle).containsOnlyKeys("bundle", "variables", "resources", "targets");
    JsonNode variables = JSON.valueToTree(bundle.get("variables"));
    for (String name : (Iterable<String>) variables::fieldNames) {
      assertThat(variables.path(name).path("description").asText()).as(name).isNotEmpty();
      String value = variables.path(name).path("default").asText("given");
      text = text.replace("${var." + name + "}", value);
    }
    assertThat(text).doesNotContain("${");
    JsonNode jobs = JSON.valueToTree(yaml(text).get("resources")).path("jobs");
    return JSON.readerForMapOf(JobSettings.class).readValue(jobs);
  }

  private static Map<String, Object> yaml(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  @Test
  void theBundleOfDatabricksHasAJobForEachNightAndOneForHistory() throws Exception {
    Map<String, JobSettings> jobs = databricksJobs();

    assertThat(jobs).containsOnlyKeys("trailhunt_nightly", "trailhunt_backfill");
    JobSettings nightly = jobs.get("trailhunt_nightly");
    assertThat(nightly.getSchedule().getTimezoneId()).isEqualTo("UTC");
    assertThat(nightly.getSchedule().getQuartzCronExpression().split(" ")).hasSize(6);
    assertThat(nameOf(command(started(nightly)))).isEqualTo("nightly");
    JobSettings backfill = jobs.get("trailhunt_backfill");
    assertThat(backfill.getSchedule()).isNull();
    ParseResult range = command(started(backfill));
    assertThat(nameOf(range)).isEqualTo("backfill");
    assertThat(range.matchedOption("--from").<Object>getValue()).hasToString("2026-01-01");
    assertThat(range.matchedOption("--to").<Object>getValue()).hasToString("2026-01-31");
  }

  /** What the only task of a job runs, after a look at the rest of the job. */
  private static List<String> started(JobSettings job) throws Exception {
    assertThat(job.getMaxConcurrentRuns()).isEqualTo(1);
    assertThat(job.getTasks()).hasSize(1);
    Task task = job.getTasks().iterator().next();
    assertThat(job.getJobClusters())
        .allSatisfy(
            cluster -> {
              assertThat(cluster.getJobClusterKey()).isEqualTo(task.getJobClusterKey());
              assertThat(cluster.getNewCluster().getDataSecurityMode())
                  .isEqualTo(DataSecurityMode.SINGLE_USER);
            });
    assertThat(task.getLibraries()).hasSize(1);
    requireJobJar(task.getLibraries().iterator().next().getJar());
    SparkJarTask jar = task.getSparkJarTask();
    requireMain(jar.getMainClassName());
    return jar.getParameters().stream().map(parameter -> filledIn(parameter, job)).toList();
  }

  private static String filledIn(String parameter, JobSettings job) {
    String filled = parameter;
    if (job.getParameters() != null) {
      for (var known : job.getParameters()) {
        filled = filled.replace("{{job.parameters." + known.getName() + "}}", known.getDefault());
      }
    }
    assertThat(filled).doesNotContain("{{");
    return filled;
  }
}
