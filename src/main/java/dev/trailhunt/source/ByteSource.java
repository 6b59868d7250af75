package dev.trailhunt.source;

import java.io.IOException;

/** Where a scanner takes its bytes from. */
@FunctionalInterface
interface ByteSource {
  /** Reads at least one and at most {@code length} bytes; -1 at the end. */
  int read(byte[] into, int offset, int length) throws IOException;
}
