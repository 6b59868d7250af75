package dev.trailhunt.rule.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailhunt.event.Activity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A successful IAM call of one account, to be told apart from others by what a test sets. */
final class EventBuilder {
  /** The instant of a test's trigger. */
  static final Instant NOON = Instant.parse("2025-03-14T12:00:00Z");

  private final Map<String, Object> columns = new HashMap<>();
  private final ObjectNode request = JsonNodeFactory.instance.objectNode();

  private EventBuilder(String id, long offsetSeconds, String name) {
    columns.put(Activity.EVENT_ID, id);
    columns.put(Activity.EVENT_TIME, NOON.plusSeconds(offsetSeconds));
    columns.put(Activity.EVENT_NAME, name);
    columns.put(Activity.EVENT_SOURCE, Event.IAM);
    columns.put(Activity.ACCOUNT_ID, "111122223333");
    columns.put(Activity.OUTCOME, Activity.SUCCESS);
  }

  static EventBuilder call(String id, long offsetSeconds, String name) {
    return new EventBuilder(id, offsetSeconds, name);
  }

  static EventBuilder login(String id, long offsetSeconds, String user) {
    return call(id, offsetSeconds, "ConsoleLogin")
        .with(Activity.EVENT_SOURCE, "signin.amazonaws.com")
        .on(user);
  }

  EventBuilder on(String user) {
    return with(Activity.TARGET_USER, user);
  }

  EventBuilder withId(String userId) {
    return with(Activity.TARGET_USER_ID, userId);
  }

  EventBuilder by(String actorKey) {
    return with(Activity.ACTOR_KEY, actorKey);
  }

  EventBuilder byUser(String name) {
    return with(Activity.ACTOR_TYPE, "IAMUser").with(Activity.ACTOR_NAME, name);
  }

  EventBuilder byUser(String name, String principalId) {
    return byUser(name).by(principalId).with(Activity.ACTOR_PRINCIPAL_ID, principalId);
  }

  EventBuilder from(String address) {
    return with(Activity.SOURCE_IP, address);
  }

  EventBuilder failed(String errorCode) {
    return with(Activity.OUTCOME, Activity.FAILURE).with(Activity.ERROR_CODE, errorCode);
  }

  EventBuilder serial(String serial) {
    return with(Activity.MFA_SERIAL, serial);
  }

  /** Sets one request parameter more. */
  EventBuilder request(String parameter, String value) {
    request.put(parameter, value);
    return with(Activity.REQUEST_PARAMETERS, request.toString());
  }

  EventBuilder with(String column, Object value) {
    columns.put(column, value);
    return this;
  }

  Event event() {
    return Event.of(columns::get);
  }
}
