package dev.trailhunt.source;

/** There are no CloudTrail logs in a known layout at a location; the message says what is there. */
public final class LakeNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LakeNotFoundException(String message) {
    super(message);
  }

  static LakeNotFoundException nothingAt(String location) {
    return new LakeNotFoundException(
        "There is nothing at %s: check the location of the lake".formatted(Text.escape(location)));
  }
}
