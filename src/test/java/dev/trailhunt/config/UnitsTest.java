package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.config.Settings.Network;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"30s, PT30S", "90m, PT90M", "24h, PT24H", "7d, PT168H", "0s, PT0S", "7 d, PT168H"})
  void durations(String text, Duration duration) {
    assertThat(Units.duration(text)).contains(duration);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "7", "7w", "-7d", "1.5h", "7D", "9999999999d"})
  void noDurations(String text) {
    assertThat(Units.duration(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "4GB, 4294967296",
    "512MB, 536870912",
    "1 kb, 1024",
    "2TB, 2199023255552",
    "3GiB, 3221225472",
    "1000, 1000"
  })
  void sizes(String text, long bytes) {
    assertThat(Units.bytes(text)).contains(bytes);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "GB", "-1GB", "1.5GB", "4XB", "999999999999999TB"})
  void noSizes(String text) {
    assertThat(Units.bytes(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0, 24",
    "198.51.100.7/32, 198.51.100.7, 32",
    "128.0.0.0/1, 128.0.0.0, 1",
    "2001:db8::/32, 2001:db8::, 32",
    "2001:DB8:0:0::1/128, 2001:DB8:0:0::1, 128"
  })
  void networks(String text, String address, int prefixLength) {
    assertThat(Units.network(text)).contains(new Network(address, prefixLength));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "192.0.2.0",
        "192.0.2.1/24",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/",
        "192.0.2/24",
        "192.0.02.0/24",
        "256.0.2.0/24",
        "0.0.0.0/0",
        "::/0",
        "2001:db8::/129",
        "2001:db8::1/64",
        "2001:db8:::/32",
        "fe80::1%eth0/128",
        ".::1/128",
        "::ffff:192.0.2.0/120",
        "example.com/24"
      })
  void noNetworks(String text) {
    assertThat(Units.network(text)).isEmpty();
  }
}
