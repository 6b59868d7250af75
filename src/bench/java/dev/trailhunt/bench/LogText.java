package dev.trailhunt.bench;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Text of CloudTrail records, the same for the same seed: mostly what services do to each other,
 * one in a hundred an identity event, one in fifteen a trap: the names that are looked for where
 * they do not count, escapes, fields in another order, white space.
 */
public final class LogText {
  private static final String HEX = "0123456789abcdef";
  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int ONE_KEPT_IN = 100;
  private static final int ONE_TRAP_IN = 15;

  private static final List<String> ROLES =
      List.of(
          "orders-api", "invoice-mailer", "stock-sync", "thumbnailer", "build-runner", "reports");

  private static final List<String> AGENTS =
      List.of(
          "aws-sdk-java/2.29.52 Linux/6.1.0 OpenJDK_64-Bit_Server_VM/17.0.15 cfg/retry-mode/standard",
          "Boto3/1.35.90 md/Botocore#1.35.90 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.12.4",
          "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.220]",
          "aws-sdk-go-v2/1.32.7 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#arm64",
          "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io)");

  /**
   * Placeholders of what is new each time: %u UUID, %t time, %i address, %h 17 hex digits, %k 16
   * capitals, %s token; and of what comes again: %a account, and of a session its %r role, %p id of
   * the role, %n instance, %y key, %g agent.
   */
  private static final List<String> SERVICE_CALLS =
      List.of(
          call(
              "sts",
              "AssumeRole",
              "{\"roleArn\":\"arn:aws:iam::%a:role/%r\",\"roleSessionName\":\"%h\",\"durationSeconds\":3600}",
              "{\"credentials\":{\"accessKeyId\":\"ASIA%k\",\"sessionToken\":\"%s\",\"expiration\":\"Mar 14, 2026, 1:00:00 PM\"},\"assumedRoleUser\":{\"assumedRoleId\":\"AROA%k:%h\",\"arn\":\"arn:aws:sts::%a:assumed-role/%r/%h\"}}"),
          call(
              "kms",
              "Decrypt",
              "{\"encryptionContext\":{\"aws:s3:arn\":\"arn:aws:s3:::orders-%a/%h\"},\"keyId\":\"arn:aws:kms:us-east-1:%a:key/%u\",\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}",
              "null"),
          call(
              "kms",
              "GenerateDataKey",
              "{\"keyId\":\"arn:aws:kms:us-east-1:%a:key/%u\",\"keySpec\":\"AES_256\"}",
              "null"),
          call(
              "s3",
              "GetObject",
              "{\"bucketName\":\"orders-%a\",\"Host\":\"orders-%a.s3.us-east-1.amazonaws.com\",\"key\":\"2026/03/%h.parquet\"}",
              "null"),
          call(
              "s3",
              "PutObject",
              "{\"bucketName\":\"orders-%a\",\"Host\":\"orders-%a.s3.us-east-1.amazonaws.com\",\"key\":\"2026/03/%h.parquet\",\"x-amz-server-side-encryption\":\"aws:kms\"}",
              "{\"x-amz-server-side-encryption\":\"aws:kms\",\"x-amz-version-id\":\"%h\"}"),
          call("dynamodb", "DescribeTable", "{\"tableName\":\"orders\"}", "null"),
          call(
              "secretsmanager",
              "GetSecretValue",
              "{\"secretId\":\"arn:aws:secretsmanager:us-east-1:%a:secret:orders/database\"}",
              "null"),
          call(
              "ec2",
              "DescribeInstances",
              "{\"maxResults\":1000,\"instancesSet\":{},\"filterSet\":{\"items\":[{\"name\":\"tag:Name\",\"valueSet\":{\"items\":[{\"value\":\"worker\"}]}},{\"name\":\"instance-state-name\",\"valueSet\":{\"items\":[{\"value\":\"running\"},{\"value\":\"pending\"}]}}]}}",
              "null"),
          call(
              "ec2",
              "RunInstances",
              "{\"instancesSet\":{\"items\":[{\"imageId\":\"ami-%h\",\"minCount\":1,\"maxCount\":1}]},\"instanceType\":\"m7g.large\",\"blockDeviceMapping\":{},\"monitoring\":{\"enabled\":false},\"subnetId\":\"subnet-%h\"}",
              "{\"requestId\":\"%u\",\"reservationId\":\"r-%h\",\"ownerId\":\"%a\",\"groupSet\":{},\"instancesSet\":{\"items\":[{\"instanceId\":\"i-%h\",\"imageId\":\"ami-%h\",\"currentState\":{\"code\":0,\"name\":\"pending\"},\"privateDnsName\":\"ip-10-0-12-7.ec2.internal\",\"instanceType\":\"m7g.large\",\"placement\":{\"availabilityZone\":\"us-east-1b\",\"tenancy\":\"default\"},\"monitoring\":{\"state\":\"disabled\"},\"subnetId\":\"subnet-%h\",\"vpcId\":\"vpc-%h\",\"privateIpAddress\":\"10.0.12.7\",\"networkInterfaceSet\":{\"items\":[{\"networkInterfaceId\":\"eni-%h\",\"subnetId\":\"subnet-%h\",\"vpcId\":\"vpc-%h\",\"ownerId\":\"%a\",\"status\":\"in-use\",\"macAddress\":\"12:5a:3f:aa:91:0b\"}]}}]}}"),
          call(
              "logs",
              "CreateLogStream",
              "{\"logGroupName\":\"/aws/lambda/%r\",\"logStreamName\":\"2026/03/14/[$LATEST]%h\"}",
              "null"),
          call(
              "sqs",
              "ReceiveMessage",
              "{\"queueUrl\":\"https://sqs.us-east-1.amazonaws.com/%a/orders\",\"maxNumberOfMessages\":10}",
              "null"),
          call(
              "lambda",
              "GetFunction20150331v2",
              "{\"functionName\":\"arn:aws:lambda:us-east-1:%a:function:%r\"}",
              "null"));

  private static final List<String> IDENTITY_CALLS =
      List.of(
          user(
              "iam",
              "CreateUser",
              "{\"userName\":\"u-%h\"}",
              "{\"user\":{\"path\":\"/\",\"userName\":\"u-%h\",\"userId\":\"AIDA%k\",\"arn\":\"arn:aws:iam::%a:user/u-%h\",\"createDate\":\"Mar 14, 2026, 12:00:00 PM\"}}"),
          user(
              "iam",
              "CreateLoginProfile",
              "{\"userName\":\"u-%h\",\"passwordResetRequired\":true}",
              "{\"loginProfile\":{\"userName\":\"u-%h\",\"createDate\":\"Mar 14, 2026, 12:00:00 PM\",\"passwordResetRequired\":true}}"),
          user(
              "iam",
              "AttachUserPolicy",
              "{\"userName\":\"u-%h\",\"policyArn\":\"arn:aws:iam::aws:policy/ReadOnlyAccess\"}",
              "null"),
          user(
              "iam",
              "PutUserPolicy",
              "{\"userName\":\"u-%h\",\"policyName\":\"own\",\"policyDocument\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"s3:*\\\",\\\"Resource\\\":\\\"*\\\"}]}\"}",
              "null"),
          user("iam", "ListUsers", "{\"maxItems\":100}", "null"),
          user("signin", "ConsoleLogin", "null", "{\"ConsoleLogin\":\"Success\"}"));

  /** Each looks like an identity event to whoever does not read JSON. */
  private static final List<String> TRAPS =
      List.of(
          call(
              "events",
              "PutEvents",
              "{\"entries\":[{\"eventName\":\"CreateLoginProfile\",\"eventSource\":\"iam.amazonaws.com\",\"detail\":{\"eventName\":\"CreateUser\"}}]}",
              "{\"eventName\":\"ConsoleLogin\",\"eventSource\":\"signin.amazonaws.com\"}"),
          call(
              "logs",
              "FilterLogEvents",
              "{\"filterPattern\":\"{ ($.eventName = \\\"CreateUser\\\") && ($.eventSource = \\\"iam.amazonaws.com\\\") }\",\"text\":\"\\\"eventName\\\":\\\"CreateUser\\\",\\\"eventSource\\\":\\\"iam.amazonaws.com\\\"}]}\"}",
              "null"),
          call(
              "s3",
              "PutObject",
              "{\"bucketName\":\"c:\\\\\",\"key\":\"}]},{\\\"eventName\\\":\\\"CreateUser\\\\\\\"\"}",
              "null"),
          """
          {"eventName":"GetItem","eventSource":"dynamodb.amazonaws.com","requestParameters":{"eventName":"CreateUser","key":["eventName","CreateUser"]},"eventID":"%u","eventTime":"%t","eventVersion":"1.11","userIdentity":{"eventSource":"iam.amazonaws.com","type":"AWSService","invokedBy":"eventName"},"awsRegion":"us-east-1","sourceIPAddress":"%i","userAgent":"\\u0022eventName\\u0022:\\u0022CreateUser\\u0022","recipientAccountId":"%a","responseElements":null}\
          """,
          """
          { "eventVersion" : "1.11", "eventTime" : "%t", "eventSource" : "ssm.amazonaws.com",\
            "eventName" : "SendCommand", "eventID" : "%u", "awsRegion" : "us-east-1",\
            "requestParameters" : { "parameters" : { "commands" : [ "echo \\"eventName\\": \\"CreateUser\\"" ] } },\
            "userIdentity" : { "type" : "IAMUser", "userName" : "eventName" }, "recipientAccountId" : "%a" }\
          """,
          """
          {"eventVersion":"1.11","eventTime":"%t","eventSource":"iam.amazonaws.com","eventName":"Create\\u0055ser2","eventID":"%u","awsRegion":"us-east-1","requestParameters":{"userName":"x\\ty"},"userIdentity":{"type":"IAMUser"},"recipientAccountId":"%a"}\
          """);

  private static final List<Session> SESSIONS = sessions();

  private record Session(String role, String roleId, String instance, String key, String agent) {}

  private final SplittableRandom random;
  private final StringBuilder text = new StringBuilder();

  public LogText(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A log file of so many records. */
  public String file(int records, Instant from) {
    text.setLength(0);
    text.append("{\"Records\":[");
    for (int i = 0; i < records; i++) {
      if (i > 0) {
        text.append(',');
      }
      fill(template(), from.plusSeconds(i / 10), SESSIONS.get(random.nextInt(SESSIONS.size())));
    }
    return text.append("]}").toString();
  }

  private String template() {
    if (random.nextInt(ONE_KEPT_IN) == 0) {
      return IDENTITY_CALLS.get(random.nextInt(IDENTITY_CALLS.size()));
    }
    List<String> others = random.nextInt(ONE_TRAP_IN) == 0 ? TRAPS : SERVICE_CALLS;
    return others.get(random.nextInt(others.size()));
  }

  private void fill(String template, Instant time, Session session) {
    int from = 0;
    for (int at = template.indexOf('%'); at >= 0; at = template.indexOf('%', from)) {
      text.append(template, from, at);
      switch (template.charAt(at + 1)) {
        case 'u' -> uuid();
        case 't' -> text.append(time);
        case 'a' -> text.append("111122223333");
        case 'i' -> text.append("198.51.100.").append(random.nextInt(1, 255));
        case 'h' -> digits(HEX, 17);
        case 'k' -> digits(CAPITALS, 16);
        case 's' -> digits(BASE64, 340);
        case 'r' -> text.append(session.role);
        case 'p' -> text.append(session.roleId);
        case 'n' -> text.append(session.instance);
        case 'y' -> text.append(session.key);
        case 'g' -> text.append(session.agent);
        default -> throw new IllegalStateException(template.substring(at));
      }
      from = at + 2;
    }
    text.append(template, from, template.length());
  }

  private static List<Session> sessions() {
    LogText seed = new LogText(0);
    return IntStream.range(0, 60).mapToObj(i -> seed.session(i)).toList();
  }

  private Session session(int i) {
    int role = i % ROLES.size();
    return new Session(
        ROLES.get(role),
        "AROAEXAMPLEROLE0000" + role,
        some(HEX, 17),
        "ASIA" + some(CAPITALS, 16),
        AGENTS.get(i % AGENTS.size()));
  }

  private String some(String alphabet, int count) {
    text.setLength(0);
    digits(alphabet, count);
    return text.toString();
  }

  private void uuid() {
    digits(HEX, 8);
    for (int i = 0; i < 3; i++) {
      text.append('-');
      digits(HEX, 4);
    }
    text.append('-');
    digits(HEX, 12);
  }

  private void digits(String alphabet, int count) {
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
  }

  private static String call(String service, String name, String request, String response) {
    return record(
        """
        {"type":"AssumedRole","principalId":"%p:i-%n","arn":"arn:aws:sts::%a:assumed-role/%r/i-%n","accountId":"%a","accessKeyId":"%y","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"%p","arn":"arn:aws:iam::%a:role/%r","accountId":"%a","userName":"%r"},"attributes":{"creationDate":"%t","mfaAuthenticated":"false"}}}\
        """,
        service, name, request, response);
  }

  private static String user(String service, String name, String request, String response) {
    return record(
        """
        {"type":"IAMUser","principalId":"AIDAEXAMPLEANNA00001","arn":"arn:aws:iam::%a:user/anna","accountId":"%a","accessKeyId":"AKIAEXAMPLEANNA00001","userName":"anna"}\
        """,
        service, name, request, response);
  }

  private static String record(
      String identity, String service, String name, String request, String response) {
    return "{\"eventVersion\":\"1.11\",\"userIdentity\":"
        + identity
        + ",\"eventTime\":\"%t\",\"eventSource\":\""
        + service
        + ".amazonaws.com\",\"eventName\":\""
        + name
        + "\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"%i\",\"userAgent\":\"%g\","
        + "\"requestParameters\":"
        + request
        + ",\"responseElements\":"
        + response
        + ",\"requestID\":\"%u\",\"eventID\":\"%u\",\"readOnly\":false,\"eventType\":\"AwsApiCall\","
        + "\"managementEvent\":true,\"recipientAccountId\":\"%a\",\"eventCategory\":\"Management\","
        + "\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\","
        + "\"clientProvidedHostHeader\":\""
        + service
        + ".us-east-1.amazonaws.com\"}}";
  }
}
