package dev.trailhunt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.S3ProxyServer.Request;
import dev.trailhunt.TestSession;
import dev.trailhunt.source.LakeWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy for users, against what runs ask of an S3 server. */
@Tag("full")
class IamPolicyOnS3IT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  @TempDir Path serverFolder;

  @Test
  void thePolicyAllowsWhatRunsAskForAndLittleElse() throws Exception {
    IamPolicy policy = IamPolicy.read(Path.of("conf/deploy/iam-policy.json"));
    Set<String> asked = new TreeSet<>();
    try (S3ProxyServer server = S3ProxyServer.start(serverFolder)) {
      TestSession.spark();
      LakeWriter lake = new LakeWriter(server.createBucket("my-cloudtrail-bucket"));
      lake.accountTrail(
          LakeWriter.ACCOUNT, LakeWriter.REGION, DAY, LakeWriter.passwordGiven("on-s3"));
      Path job = Files.createDirectory(server.createBucket("my-bucket").resolve("trailhunt-job"));
      Files.writeString(
          job.resolve("trailhunt.yaml"),
          "lake: {location: 's3a://my-cloudtrail-bucket'}\nwarehouse: 's3a://my-bucket/trailhunt'\n");

      run(server, "doctor");
      run(server, "nightly", "--date", DAY.toString());
      run(server, "nightly", "--date", DAY.toString());
      run(server, "query", "newest-alerts");

      List<Request> requests =
          server.requests().stream().filter(request -> request.path().length() > 1).toList();
      assertThat(requests.stream().filter(request -> !policy.allows(request))).isEmpty();
      requests.forEach(request -> asked.add(IamPolicy.action(request)));
    }
    Set<String> unasked =
        policy.actions().stream()
            .filter(action -> !asked.contains(action))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unasked)
        .as("for large files that fail, and for buckets with a key")
        .containsExactly("kms:Decrypt", "kms:GenerateDataKey", "s3:AbortMultipartUpload");
  }

  private static void run(S3ProxyServer server, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", "s3a://my-bucket/trailhunt-job/trailhunt.yaml"));
    // The server has no entity tag for a file that was put into its folder.
    arguments.add("--conf=spark.hadoop.fs.s3a.change.detection.version.required=false");
    // A request that deletes several names them in its body, which no log shows.
    arguments.add("--conf=spark.hadoop.fs.s3a.multiobjectdelete.enable=false");
    server
        .hadoopOptions()
        .forEach((key, value) -> arguments.add("--conf=spark.hadoop." + key + "=" + value));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(said, true, UTF_8);
    int status = Trailhunt.run(arguments.toArray(String[]::new), both, both);
    assertThat(status).as(said.toString(UTF_8)).isZero();
  }
}
