package dev.trailhunt.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates one log file after the other into the caller's buffer, with the same inflater and input
 * buffer. Reads gzip of one or more members, zero padding behind them, and plain text. All that
 * precedes a fault is delivered before the fault is thrown.
 */
final class GzipStream implements ByteSource, AutoCloseable {
  private static final int INPUT_BYTES = 64 * 1024;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private enum State {
    START,
    BODY,
    PLAIN,
    FAULT,
    END
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] own = new byte[INPUT_BYTES];

  private byte[] input = own;
  private int position;
  private int limit;
  private @Nullable InputStream rest;
  private long size;
  private boolean named;
  private State state = State.END;
  private long bytesRead;
  private long bytesInflated;

  /**
   * Starts a file.
   *
   * @param head its first bytes, not copied
   * @param length how many
   * @param rest what follows them, null when that was all; not closed here
   * @param size how many bytes the file has, by its listing
   * @param named whether its name says gzip: then what is neither gzip nor JSON is a corrupt gzip
   */
  void reset(byte[] head, int length, @Nullable InputStream rest, long size, boolean named) {
    this.input = head;
    this.position = 0;
    this.limit = length;
    this.rest = rest;
    this.size = size;
    this.named = named;
    this.state = State.START;
    this.bytesRead = length;
    this.bytesInflated = 0;
  }

  /** Bytes of the file taken in so far. */
  long bytesRead() {
    return bytesRead;
  }

  /** Bytes of text given out so far. */
  long bytesInflated() {
    return bytesInflated;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = 0;
    while (count == 0) {
      count =
          switch (state) {
            case START -> start();
            case BODY -> inflate(into, offset, length);
            case PLAIN -> copy(into, offset, length);
            case FAULT -> throw corrupt("the deflated data is damaged");
            case END -> -1;
          };
    }
    bytesInflated += Math.max(count, 0);
    return count;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int start() throws IOException {
    int first = nextByte();
    if (first == MAGIC_1) {
      header();
      return 0;
    }
    if (first < 0) {
      end();
      if (named) {
        throw truncated();
      }
      return -1;
    }
    if (named && !startsJson(first)) {
      throw corrupt("no gzip header");
    }
    position--;
    state = State.PLAIN;
    return 0;
  }

  /**
   * What a file named gzip may start with when a client has inflated it on its way to the store.
   */
  private static boolean startsJson(int first) {
    return "{[ \n\r\t".indexOf(first) >= 0 || first == 0xef;
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    boolean fed = feed();
    long before = inflater.getBytesWritten();
    int count;
    try {
      count = inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      count = (int) (inflater.getBytesWritten() - before);
      state = State.FAULT;
    }
    crc.update(into, offset, count);
    if (inflater.needsDictionary()) {
      throw corrupt("it asks for a preset dictionary");
    }
    if (inflater.finished()) {
      // The trailer is read when its bytes are asked for, so that no text is lost with a bad one.
      position = limit - inflater.getRemaining();
      if (count == 0) {
        trailer();
      }
    } else if (count == 0 && !fed && state == State.BODY) {
      throw truncated();
    }
    return count;
  }

  /** False when the inflater has all that there is; of that it may still hold back text. */
  private boolean feed() throws IOException {
    if (inflater.needsInput() && !inflater.finished()) {
      if (position == limit && !fill()) {
        return false;
      }
      inflater.setInput(input, position, limit - position);
      position = limit;
    }
    return true;
  }

  private void trailer() throws IOException {
    long sum = littleEndian();
    long size = littleEndian();
    if (sum != crc.getValue()) {
      throw corrupt("the checksum does not hold");
    }
    if (size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw corrupt("the length does not hold");
    }
    int next = nextByte();
    while (next == 0) {
      next = nextByte();
    }
    if (next < 0) {
      end();
    } else if (next == MAGIC_1) {
      header();
    } else {
      throw corrupt("something other than gzip follows it");
    }
  }

  /** Reads a member's header behind its first byte. */
  private void header() throws IOException {
    if (headerByte() != MAGIC_2 || headerByte() != DEFLATE) {
      throw corrupt("no gzip header");
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw corrupt("unknown header flags");
    }
    skip(6);
    if ((flags & HAS_EXTRA) != 0) {
      skip(headerByte() | headerByte() << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    state = State.BODY;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipText() throws IOException {
    while (headerByte() != 0) {
      // up to and with the zero that ends it
    }
  }

  private long littleEndian() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) headerByte() << shift;
    }
    return value;
  }

  private int headerByte() throws IOException {
    int next = nextByte();
    if (next < 0) {
      throw truncated();
    }
    return next;
  }

  private int nextByte() throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    return input[position++] & 0xff;
  }

  private int copy(byte[] into, int offset, int length) throws IOException {
    if (position == limit && !fill()) {
      end();
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(input, position, into, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (rest == null) {
      return false;
    }
    int count = rest.read(own, 0, own.length);
    if (count <= 0) {
      rest = null;
      return false;
    }
    input = own;
    position = 0;
    limit = count;
    bytesRead += count;
    return true;
  }

  private void end() throws IOException {
    state = State.END;
    if (bytesRead < size) {
      throw cutShort();
    }
  }

  /** Where the store has kept something back, nothing can be said of the file. */
  private IOException truncated() {
    return bytesRead < size
        ? cutShort()
        : new ScanFault(Malformed.GZIP_TRUNCATED, "the gzip stream ends too early");
  }

  private IOException cutShort() {
    return new EOFException("the store gave %d of %d bytes".formatted(bytesRead, size));
  }

  private static ScanFault corrupt(String what) {
    return new ScanFault(Malformed.GZIP_CORRUPT, "corrupt gzip: " + what);
  }
}
