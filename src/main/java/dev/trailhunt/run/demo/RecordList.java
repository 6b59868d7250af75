package dev.trailhunt.run.demo;

import java.io.ByteArrayOutputStream;

/** The records of one file, with commas between them. */
final class RecordList {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private int size;

  /** Where the next record is to be written. */
  ByteArrayOutputStream next() {
    if (size++ > 0) {
      bytes.write(',');
    }
    return bytes;
  }

  void add(byte[] record) {
    next().writeBytes(record);
  }

  int size() {
    return size;
  }

  ByteArrayOutputStream bytes() {
    return bytes;
  }
}
