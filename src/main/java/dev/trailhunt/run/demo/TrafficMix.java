package dev.trailhunt.run.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Kinds of calls, some more frequent than others. */
final class TrafficMix {
  private static final String EC2_HOST = "192.0.2.17";
  private static final String CLUSTER = "192.0.2.23";
  private static final String MONITORING = "192.0.2.61";

  private final String accountId;
  private final String region;
  private final List<RecordTemplate> choices = new ArrayList<>();

  private TrafficMix(String accountId, String region) {
    this.accountId = accountId;
    this.region = region;
  }

  /** A kind of call, the frequent ones more often. */
  RecordTemplate pick(SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** What runs round the clock. */
  static TrafficMix services(String accountId, String region) {
    TrafficMix mix = new TrafficMix(accountId, region);
    mix.addAssumedRoles();
    mix.addOrders();
    mix.addFunctions();
    mix.addMonitoring();
    mix.addSyncUsers();
    return mix;
  }

  /** What developers and their build pipeline do. */
  static TrafficMix people(String accountId, String region) {
    TrafficMix mix = new TrafficMix(accountId, region);
    for (String developer : Company.DEVELOPERS) {
      mix.addDeveloper(developer);
    }
    mix.addPipeline();
    mix.addTerraform();
    return mix;
  }

  /** Backups and reports. */
  static TrafficMix night(String accountId, String region) {
    TrafficMix mix = new TrafficMix(accountId, region);
    mix.addBackup();
    mix.addReports();
    return mix;
  }

  private void addAssumedRoles() {
    for (String service : List.of("lambda", "ec2", "ecs-tasks", "states", "backup", "config")) {
      String host = service + ".amazonaws.com";
      Caller caller = Caller.with(Identity.service(accountId, host), host, host);
      String role = "arn:aws:iam::" + accountId + ":role/" + service + "-runtime";
      add(
          5,
          call(caller, "sts", "AssumeRole")
              .request(
                  "roleArn",
                  role,
                  "roleSessionName",
                  RecordTemplate.RESOURCE,
                  "durationSeconds",
                  3600)
              .response(
                  "credentials",
                  Json.object(
                      "accessKeyId",
                      Ids.temporaryKey(accountId, service),
                      "expiration",
                      RecordTemplate.CREATED),
                  "assumedRoleUser",
                  Json.object(
                      "assumedRoleId",
                      Ids.role(accountId, service + "-runtime") + ":" + RecordTemplate.RESOURCE,
                      "arn",
                      "arn:aws:sts::" + accountId + ":assumed-role/" + service + "-runtime/task")));
    }
  }

  private void addOrders() {
    Caller orders =
        Caller.with(
            Identity.role(accountId, "orders-api", "i-0a1b2c3d4e5f60718"),
            EC2_HOST,
            Agents.JAVA_SDK);
    String key = "arn:aws:kms:" + region + ":" + accountId + ":key/orders";
    add(12, call(orders, "kms", "Decrypt").request("keyId", key));
    add(8, call(orders, "kms", "GenerateDataKey").request("keyId", key, "keySpec", "AES_256"));
    add(
        8,
        call(orders, "s3", "GetObject")
            .request("bucketName", "orders-" + region, "key", RecordTemplate.RESOURCE + ".json")
            .dataEvent());
    add(
        6,
        call(orders, "s3", "PutObject")
            .request("bucketName", "orders-" + region, "key", RecordTemplate.RESOURCE + ".json")
            .dataEvent());
    add(4, call(orders, "dynamodb", "DescribeTable").request("tableName", "orders"));
    add(3, call(orders, "secretsmanager", "GetSecretValue").request("secretId", "orders/database"));
    add(
        1,
        call(orders, "s3", "GetBucketPolicy")
            .request("bucketName", "orders-" + region)
            .fails("NoSuchBucketPolicy", "The bucket policy does not exist"));
  }

  private void addFunctions() {
    for (String function : List.of("thumbnailer", "invoice-mailer", "stock-sync")) {
      Caller caller =
          Caller.with(
              Identity.role(accountId, function + "-lambda", function), CLUSTER, Agents.NODE_SDK);
      add(
          3,
          call(caller, "logs", "CreateLogStream")
              .request(
                  "logGroupName",
                  "/aws/lambda/" + function,
                  "logStreamName",
                  RecordTemplate.RESOURCE));
      add(2, call(caller, "ssm", "GetParameters").request("names", "/" + function + "/endpoint"));
      add(1, call(caller, "sqs", "GetQueueAttributes").request("queueUrl", function));
    }
  }

  private void addMonitoring() {
    Caller agent =
        Caller.with(
            Identity.role(accountId, "monitoring-agent", "collector"), MONITORING, Agents.GO_SDK);
    add(6, call(agent, "ec2", "DescribeInstances").request("maxResults", 1000));
    add(3, call(agent, "ec2", "DescribeVolumes").request("maxResults", 500));
    add(3, call(agent, "monitoring", "GetMetricData"));
    add(3, call(agent, "elasticloadbalancing", "DescribeTargetHealth"));
    add(2, call(agent, "autoscaling", "DescribeAutoScalingGroups"));
    add(2, call(agent, "rds", "DescribeDBInstances"));
    add(2, call(agent, "lambda", "ListFunctions20150331"));
    add(
        1,
        call(agent, "organizations", "ListAccounts")
            .fails("AccessDenied", "You don't have permissions to access this resource."));
    if (region.equals(Company.US_EAST)) {
      add(2, call(agent, "iam", "ListRoles"));
      add(2, call(agent, "iam", "GetRole").request("roleName", "orders-api"));
      add(1, call(agent, "iam", "ListAttachedRolePolicies").request("roleName", "orders-api"));
    }
  }

  /** Old integrations that still work with an IAM user's key. */
  private void addSyncUsers() {
    for (String user : List.of("svc-reporting", "svc-backup", "svc-labels", "data-export")) {
      Caller caller = Caller.with(Identity.userWithKey(accountId, user), "192.0.2.88", Agents.BOTO);
      add(1, call(caller, "s3", "ListBuckets"));
      add(
          2,
          call(caller, "s3", "ListObjects")
              .request("bucketName", user + "-" + region, "prefix", "daily/")
              .dataEvent());
    }
  }

  private void addDeveloper(String developer) {
    boolean inOffice = Ids.hash(developer + region) % 2 == 0;
    String office =
        region.equals(Company.AP_SOUTHEAST) ? Company.SYDNEY_OFFICE : Company.DUBLIN_OFFICE;
    String address = inOffice ? office : Company.homeOf(developer);
    Identity who = Identity.permissionSet(accountId, "Developer", developer);
    Caller console = Caller.inConsole(who, address);
    Caller shell = Caller.with(who, address, Agents.CLI);
    add(3, call(console, "ec2", "DescribeInstances").request("maxResults", 50));
    add(2, call(console, "monitoring", "DescribeAlarms").request("maxRecords", 100));
    add(2, call(console, "lambda", "GetFunction20150331v2").request("functionName", "stock-sync"));
    add(2, call(console, "logs", "DescribeLogGroups").request("limit", 50));
    add(
        2,
        call(shell, "logs", "FilterLogEvents").request("logGroupName", "/aws/lambda/stock-sync"));
    add(2, call(shell, "sts", "GetCallerIdentity"));
    add(1, call(shell, "s3", "ListBuckets"));
    add(1, call(shell, "dynamodb", "ListTables").request("limit", 100));
    add(
        1,
        call(shell, "secretsmanager", "GetSecretValue")
            .request("secretId", "orders/database")
            .denied("Access to the secret is not allowed for the permission set Developer"));
    if (region.equals(Company.EU_WEST)) {
      Caller portal =
          Caller.with(Identity.identityCenterUser(accountId, developer), address, Agents.FIREFOX);
      add(1, call(portal, "sso", "ListApplications"));
    }
  }

  private void addPipeline() {
    Caller pipeline =
        Caller.with(
            Identity.role(accountId, "deploy-pipeline", "build"),
            Company.BUILD_NETWORK,
            Agents.GO_SDK);
    add(20, call(pipeline, "ecr", "GetAuthorizationToken"));
    add(15, call(pipeline, "ecr", "BatchGetImage").request("repositoryName", "orders-api"));
    add(
        8,
        call(pipeline, "ecs", "RegisterTaskDefinition")
            .request("family", "orders-api", "cpu", "512", "memory", "1024"));
    add(
        8,
        call(pipeline, "lambda", "UpdateFunctionCode20150331v2")
            .request("functionName", "stock-sync", "s3Key", RecordTemplate.RESOURCE + ".zip"));
    add(8, call(pipeline, "cloudformation", "DescribeStacks").request("stackName", "orders"));
  }

  private void addTerraform() {
    Caller terraform =
        Caller.with(
            Identity.role(accountId, Provisioning.TERRAFORM_ROLE, "plan"),
            Company.BUILD_NETWORK,
            Agents.TERRAFORM);
    add(10, call(terraform, "ec2", "DescribeVpcs"));
    add(10, call(terraform, "ec2", "DescribeSecurityGroups"));
    add(6, call(terraform, "s3", "GetBucketVersioning").request("bucketName", "orders-" + region));
  }

  private void addBackup() {
    Caller backup =
        Caller.with(
            Identity.role(accountId, "nightly-backup", "AWSBackup"),
            "backup.amazonaws.com",
            "backup.amazonaws.com");
    add(
        6,
        call(backup, "ec2", "CreateSnapshot")
            .request("volumeId", "vol-" + RecordTemplate.RESOURCE)
            .response("snapshotId", "snap-" + RecordTemplate.RESOURCE, "status", "pending"));
    add(4, call(backup, "ec2", "DescribeSnapshots"));
    add(
        3,
        call(backup, "ec2", "DeleteSnapshot")
            .request("snapshotId", "snap-" + RecordTemplate.RESOURCE));
  }

  private void addReports() {
    Caller reports =
        Caller.with(Identity.role(accountId, "reports", "nightly"), EC2_HOST, Agents.BOTO);
    add(3, call(reports, "glue", "StartJobRun").request("jobName", "daily-sales"));
    add(
        3,
        call(reports, "athena", "StartQueryExecution")
            .request(
                "workGroup", "reports", "queryString", "SELECT region, sum(total) FROM sales"));
    add(4, call(reports, "athena", "GetQueryExecution"));
  }

  private Call call(Caller caller, String service, String name) {
    return Call.of(caller, service, name).in(region);
  }

  private void add(int weight, Call call) {
    if (call.isIdentityEvent()) {
      throw new IllegalStateException("ordinary traffic must not hold identity events");
    }
    RecordTemplate template = RecordTemplate.of(call);
    for (int i = 0; i < weight; i++) {
      choices.add(template);
    }
  }
}
