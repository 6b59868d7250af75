package dev.trailhunt.source;

import java.io.IOException;

/** A record that is not JSON; thrown so often by bad files that it carries no stack trace. */
final class NotJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  NotJsonException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
