package dev.trailhunt.rule.reference;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is built in to be excluded, as far as it needs no database of addresses. */
enum Exclusion {
  AWS_SERVICE_IDENTITY(
      "aws-service-identity", false, event -> isOneOf(event.actorType(), "AWSService")),
  AUTOMATION_USER_AGENT("automation-user-agent", true, event -> namesAutomation(event.userAgent())),
  AUTOMATION_PRINCIPAL(
      "automation-principal", true, event -> namesAutomation(event.actorIdentityArn())),
  AWS_PROVISIONING_SERVICE(
      "aws-provisioning-service",
      false,
      event ->
          isOneOf(
              event.sourceAddress(),
              "cloudformation.amazonaws.com",
              "servicecatalog.amazonaws.com"));

  private final String id;
  private final boolean mustBeEarned;
  private final Predicate<Event> condition;

  Exclusion(String id, boolean mustBeEarned, Predicate<Event> condition) {
    this.id = id;
    this.mustBeEarned = mustBeEarned;
    this.condition = condition;
  }

  String id() {
    return id;
  }

  /** Whether it rests on something that the caller chooses. */
  boolean mustBeEarned() {
    return mustBeEarned;
  }

  boolean matches(Event event) {
    return condition.test(event);
  }

  private static boolean isOneOf(@Nullable String text, String... wanted) {
    return Stream.of(wanted).anyMatch(one -> one.equalsIgnoreCase(text));
  }

  private static boolean namesAutomation(@Nullable String text) {
    return text != null
        && Stream.of("terraform", "pulumi", "ansible")
            .anyMatch(text.toLowerCase(Locale.ROOT)::contains);
  }
}
