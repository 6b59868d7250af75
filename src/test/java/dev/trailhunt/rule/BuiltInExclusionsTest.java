package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.event.Activity;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BuiltInExclusionsTest {
  private static final Dataset<Row> EVERYTHING =
      TestSession.spark()
          .range(1)
          .select(
              lit("AWSService").as(Activity.ACTOR_TYPE),
              lit("Terraform/1").as(Activity.USER_AGENT),
              lit("arn:aws:iam::111122223333:role/pulumi").as(Activity.ACTOR_IDENTITY_ARN),
              lit("cloudformation.amazonaws.com").as(Activity.SOURCE_ADDRESS),
              lit("Amazon").as(Finding.SOURCE_AS_ORG));

  private static List<String> matchingBut(List<String> switchedOff) {
    return BuiltInExclusions.inForce(switchedOff).stream()
        .filter(exclusion -> EVERYTHING.select(exclusion.matches()).head().getBoolean(0))
        .map(BuiltInExclusions.Exclusion::id)
        .toList();
  }

  @Test
  void theSettingsKnowTheirIds() {
    assertThat(Settings.Exclusions.BUILT_IN).isEqualTo(BuiltInExclusions.ids());
  }

  @Test
  void whatIsSwitchedOffDoesNotMatch() {
    assertThat(matchingBut(List.of())).isEqualTo(BuiltInExclusions.ids());
    assertThat(matchingBut(List.of("automation-user-agent", "cloud-provider-network")))
        .containsExactly(
            "aws-service-identity", "automation-principal", "aws-provisioning-service");
    assertThat(matchingBut(BuiltInExclusions.ids())).isEmpty();
  }
}
