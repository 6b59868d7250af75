package dev.trailhunt.run.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record rendered once, with markers where each event differs, so that a quarter of a million
 * records cost little more than copying bytes.
 */
final class RecordTemplate {
  static final String TIME = "@time@";
  static final String SESSION_START = "@session@";
  static final String CREATED = "@created@";
  static final String EVENT_ID = "@event@";
  static final String REQUEST_ID = "@request@";

  /** Seventeen hexadecimal digits, as in an instance id. */
  static final String RESOURCE = "@resource@";

  private static final Pattern MARKER =
      Pattern.compile("@(?:time|session|created|event|request|resource)@");
  private static final DateTimeFormatter CREATED_FORMAT =
      DateTimeFormatter.ofPattern("MMM d, uuuu h:mm:ss a", Locale.ENGLISH);
  private static final int RESOURCE_DIGITS = 17;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> texts = new ArrayList<>();
  private final List<String> markers = new ArrayList<>();

  private RecordTemplate(String json) {
    Matcher matcher = MARKER.matcher(json);
    int from = 0;
    while (matcher.find()) {
      texts.add(json.substring(from, matcher.start()).getBytes(StandardCharsets.UTF_8));
      markers.add(matcher.group());
      from = matcher.end();
    }
    texts.add(json.substring(from).getBytes(StandardCharsets.UTF_8));
  }

  static RecordTemplate of(Call call) {
    return new RecordTemplate(call.record().toString());
  }

  /** Appends the record of an event at {@code time}, UTC. */
  void render(
      ByteArrayOutputStream out, LocalDateTime time, UUID eventId, SplittableRandom random) {
    for (int i = 0; i < markers.size(); i++) {
      byte[] text = texts.get(i);
      out.write(text, 0, text.length);
      switch (markers.get(i)) {
        case TIME -> writeTime(out, time);
        case SESSION_START -> writeTime(out, time.withMinute(0).withSecond(0));
        case CREATED ->
            out.writeBytes(CREATED_FORMAT.format(time).getBytes(StandardCharsets.US_ASCII));
        case EVENT_ID -> writeUuid(out, eventId);
        case REQUEST_ID -> writeUuid(out, randomUuid(random));
        case RESOURCE -> writeHex(out, random);
        default -> throw new IllegalStateException("unknown marker " + markers.get(i));
      }
    }
    byte[] rest = texts.get(markers.size());
    out.write(rest, 0, rest.length);
  }

  /** A random UUID of version 4. */
  static UUID randomUuid(SplittableRandom random) {
    return new UUID(
        (random.nextLong() & ~0xf000L) | 0x4000L,
        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }

  private static void writeTime(ByteArrayOutputStream out, LocalDateTime time) {
    writeTwoDigits(out, time.getYear() / 100);
    writeTwoDigits(out, time.getYear() % 100);
    out.write('-');
    writeTwoDigits(out, time.getMonthValue());
    out.write('-');
    writeTwoDigits(out, time.getDayOfMonth());
    out.write('T');
    writeTwoDigits(out, time.getHour());
    out.write(':');
    writeTwoDigits(out, time.getMinute());
    out.write(':');
    writeTwoDigits(out, time.getSecond());
    out.write('Z');
  }

  private static void writeTwoDigits(ByteArrayOutputStream out, int number) {
    out.write('0' + number / 10);
    out.write('0' + number % 10);
  }

  private static void writeUuid(ByteArrayOutputStream out, UUID uuid) {
    writeHex(out, uuid.getMostSignificantBits() >>> 32, 8);
    out.write('-');
    writeHex(out, uuid.getMostSignificantBits() >>> 16, 4);
    out.write('-');
    writeHex(out, uuid.getMostSignificantBits(), 4);
    out.write('-');
    writeHex(out, uuid.getLeastSignificantBits() >>> 48, 4);
    out.write('-');
    writeHex(out, uuid.getLeastSignificantBits(), 12);
  }

  private static void writeHex(ByteArrayOutputStream out, SplittableRandom random) {
    out.write('0');
    writeHex(out, random.nextLong(), RESOURCE_DIGITS - 1);
  }

  private static void writeHex(ByteArrayOutputStream out, long bits, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.write(HEX[(int) (bits >>> shift) & 15]);
    }
  }
}
