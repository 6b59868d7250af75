package dev.trailhunt.source;

import java.io.IOException;

/** A file that cannot be read any further, because of what is in it. */
final class ScanFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final Malformed reason;

  ScanFault(Malformed reason, String message) {
    super(message);
    this.reason = reason;
  }

  Malformed reason() {
    return reason;
  }
}
