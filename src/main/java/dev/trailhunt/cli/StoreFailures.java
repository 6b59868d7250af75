package dev.trailhunt.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an object store refuses, in words. The classes are recognised by name: a platform may bring
 * its own S3A or none.
 */
final class StoreFailures {
  private static final Pattern URI = Pattern.compile("s3[an]?://[^\\s'`\"]*[^\\s'`\":.,]");

  /** How S3A names an object that it writes. */
  private static final Pattern KEY = Pattern.compile(" on ([^\\s:]+/[^\\s:]+):");

  private static final Pattern HOST = Pattern.compile("Connect to (\\S+)");
  private static final String CREDENTIALS =
      "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role of the machine";

  private StoreFailures() {}

  /** One line, or empty when this is something else. Nothing in it is quoted but the URI. */
  static Optional<String> explain(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = Failures.messageOf(cause);
    return switch (name) {
      case "UnknownStoreException", "NoSuchBucketException" ->
          Optional.of(
              uri(message) + ": the bucket does not exist, check its name and the endpoint");
      case "NoAuthWithAWSException",
          "NoAwsCredentialsException",
          "CredentialInitializationException" ->
          Optional.of("no AWS credentials found: " + CREDENTIALS);
      case "AWSRedirectException" ->
          Optional.of(uri(message) + ": in another region, set fs.s3a.endpoint.region to it");
      case "S3Exception", "AWSBadRequestException" -> refused(message, uri(message));
      case "AWSServiceThrottledException" ->
          Optional.of(
              uri(message) + ": the store asks to slow down, to the last retry: run again later");
      case "AWSStatus500Exception" ->
          Optional.of(uri(message) + ": the store fails, to the last retry: run again later");
      case "AWSApiCallTimeoutException",
          "AWSNoResponseException",
          "HttpChannelEOFException",
          "ConnectTimeoutException",
          "SocketTimeoutException" ->
          Optional.of(
              uri(message)
                  + ": the store does not answer, to the last retry: check fs.s3a.endpoint and the"
                  + " network, or run again later");
      default -> byType(cause, message);
    };
  }

  private static Optional<String> byType(Throwable cause, String message) {
    if (cause instanceof AccessDeniedException denied) {
      if (message.contains("NoAuthWithAWS") || message.contains("NoAwsCredentials")) {
        return Optional.of(uri(message) + ": no AWS credentials found, " + CREDENTIALS);
      }
      String where = Optional.ofNullable(denied.getFile()).orElseGet(() -> uri(message));
      return refused(message, where).or(() -> Optional.of(where + ": permission denied"));
    }
    if (cause instanceof UnknownHostException) {
      return Optional.of(
          uri(message)
              + ": the endpoint's host name is unknown, check fs.s3a.endpoint and the"
              + " network ("
              + lastWord(message)
              + ")");
    }
    if (cause instanceof ConnectException) {
      Matcher host = HOST.matcher(message);
      return Optional.of(
          uri(message)
              + ": the endpoint refuses the connection, check fs.s3a.endpoint and the network"
              + (host.find() ? " (" + host.group(1) + ")" : ""));
    }
    return Optional.empty();
  }

  /** By the error codes of S3. */
  private static Optional<String> refused(String message, String where) {
    if (message.contains("InvalidAccessKeyId")) {
      return Optional.of(
          where + ": the store does not know the access key, check which credentials are in use");
    }
    if (message.contains("SignatureDoesNotMatch")) {
      return Optional.of(
          where + ": the secret key does not belong to the access key, check the credentials");
    }
    if (message.contains("ExpiredToken")) {
      return Optional.of(where + ": the session token has expired, get new credentials");
    }
    if (message.contains("NoSuchBucket")) {
      return Optional.of(where + ": the bucket does not exist, check its name and the endpoint");
    }
    if (message.contains("AccessDenied") || message.contains("Status Code: 403")) {
      return Optional.of(
          where
              + ": access denied, the credentials need s3:ListBucket and s3:GetObject on the lake,"
              + " s3:PutObject and s3:DeleteObject on the warehouse, and the KMS key if there is"
              + " one");
    }
    return Optional.empty();
  }

  private static String uri(String message) {
    Matcher uri = URI.matcher(message);
    if (uri.find()) {
      return uri.group();
    }
    Matcher key = KEY.matcher(message);
    return key.find() ? key.group(1) : "the object store";
  }

  private static String lastWord(String message) {
    return message.substring(message.lastIndexOf(' ') + 1);
  }
}
