package dev.trailhunt.source;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/**
 * Holds the scanner and the parser against Jackson, over any bytes.
 *
 * <p>As far as Jackson gets through a file, every element of every {@code Records} array must come
 * out alike: the same records kept, byte for byte and value for value, the same ones unreadable,
 * the same end. Of several fields with one name the last counts, on both sides. The rest differs on
 * purpose:
 *
 * <ul>
 *   <li>Where the outer text of a file is not JSON, Jackson ends. The scanner may go on behind a
 *       record that is broken in itself, for as long as brackets balance; what it still keeps must
 *       be JSON to Jackson too. Of a number or a word right before that place the end is not known.
 *   <li>A record that is not UTF-8, has a bare control character in a text, half a surrogate pair
 *       in a name or more than 1,000 levels is never kept. When names are asked for it may be
 *       passed over instead of being reported, because only wanted records are checked to the last
 *       byte.
 *   <li>A record beyond the limit of length is not looked into.
 * </ul>
 *
 * <p>The build runs the corpus among the test resources. With {@code -Pfull} the fuzzer goes on
 * from there for five minutes, and leaves what it finds in the corpus.
 *
 * <p>Nothing but the entry is here: Java 17 crashes when an agent changes a class that is loaded
 * already and has nest mates.
 */
class LogFileFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsWhatJacksonReads(byte[] file) throws IOException {
    LogFileComparison.check(file);
  }
}
