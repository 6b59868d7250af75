package dev.trailhunt.run.demo;

import java.time.LocalDate;
import java.time.LocalTime;

/**
 * Users made by machines, excluded for good reason: Terraform from the build network, which changes
 * roles and policies every day and makes a contractor's user twice a week; CloudFormation, which
 * makes one a week; and IAM Identity Center, an AWS service on its own behalf.
 */
final class Provisioning implements Story {
  static final String TERRAFORM_ROLE = "terraform-ci";

  private static final int FIRST_DAY = SampleLake.DAYS - 1;
  private static final int DAYS_BETWEEN_CONTRACTORS = 3;
  private static final int DAYS_BETWEEN_STACKS = 7;
  private static final String CLOUDFORMATION = "cloudformation.amazonaws.com";
  private static final String IDENTITY_CENTER = "sso.amazonaws.com";

  @Override
  public String name() {
    return "provisioning";
  }

  @Override
  public void tell(Script script) {
    int count = 0;
    for (LocalDate day : script.days(FIRST_DAY, 0)) {
      applyRoles(script, day, count);
      if (count % DAYS_BETWEEN_CONTRACTORS == 1) {
        addContractor(script, day, "contractor-" + (100 + count));
      }
      if (count % DAYS_BETWEEN_STACKS == 2) {
        deployStack(script, day, "kiosk-" + count);
      }
      count++;
    }
    serviceSetsPassword(script);
  }

  private static Caller terraform(String build) {
    return Caller.with(
        Identity.role(Company.PROD, TERRAFORM_ROLE, build),
        Company.BUILD_NETWORK,
        Agents.TERRAFORM);
  }

  private static void applyRoles(Script script, LocalDate day, int build) {
    Caller terraform = terraform("build-" + (4100 + build));
    String role = "service-" + build;
    script
        .on(day, LocalTime.of(5, 10).plusSeconds(script.random().nextInt(1200)))
        .then(0, Iam.createRole(terraform, role, Json.object("Service", "lambda.amazonaws.com")))
        .then(1, Iam.createPolicy(terraform, role, "s3:GetObject"))
        .then(
            1,
            Iam.attachRolePolicy(
                terraform, role, "arn:aws:iam::" + Company.PROD + ":policy/" + role))
        .then(2, Iam.putRolePolicy(terraform, role, "logs", "logs:PutLogEvents"));
  }

  private static void addContractor(Script script, LocalDate day, String user) {
    Caller terraform = terraform("contractors-" + day);
    script
        .on(day, LocalTime.of(10, 30).plusSeconds(script.random().nextInt(3600)))
        .then(0, Iam.createUser(terraform, user))
        .then(1, Iam.createLoginProfile(terraform, user, true), Expected.EXCLUDED)
        .then(1, Iam.addUserToGroup(terraform, user, "contractors"));
  }

  private static void deployStack(Script script, LocalDate day, String user) {
    Caller cloudFormation =
        Caller.with(
            Identity.role(Company.DEV, "stack-deployer", "AWSCloudFormation"),
            CLOUDFORMATION,
            CLOUDFORMATION);
    script
        .on(day, LocalTime.of(12, 15))
        .then(0, Iam.createRole(cloudFormation, user, Json.object("Service", "ec2.amazonaws.com")))
        .then(14, Iam.createUser(cloudFormation, user))
        .then(1, Iam.createLoginProfile(cloudFormation, user, true), Expected.EXCLUDED);
  }

  private static void serviceSetsPassword(Script script) {
    Caller service =
        Caller.with(
            Identity.service(Company.DEV, IDENTITY_CENTER), IDENTITY_CENTER, IDENTITY_CENTER);
    script
        .on(8, "09:12:30")
        .then(0, Iam.createUser(service, "sso-migrated"))
        .then(1, Iam.createLoginProfile(service, "sso-migrated", true), Expected.EXCLUDED);
  }
}
