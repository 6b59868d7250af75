package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  @ParameterizedTest(name = "{2} in {0}/{1}: {3}")
  @CsvSource({
    "192.0.2.0, 24, 192.0.2.0, true",
    "192.0.2.0, 24, 192.0.2.255, true",
    "192.0.2.0, 24, 192.0.1.255, false",
    "192.0.2.0, 24, 192.0.3.0, false",
    "192.0.2.64, 27, 192.0.2.95, true",
    "192.0.2.64, 27, 192.0.2.96, false",
    "192.0.2.64, 27, 192.0.2.63, false",
    "198.51.100.7, 32, 198.51.100.7, true",
    "198.51.100.7, 32, 198.51.100.6, false",
    "128.0.0.0, 1, 203.0.113.7, true",
    "128.0.0.0, 1, 127.255.255.255, false",
    "2001:db8::, 32, 2001:db8::, true",
    "2001:db8::, 32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "2001:db8::, 32, 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, false",
    "2001:db8::, 32, 2001:db9::, false",
    "2001:db8::8000, 113, 2001:db8::ffff, true",
    "2001:db8::8000, 113, 2001:db8::7fff, false",
    "2001:DB8:0:0::1, 128, 2001:db8::1, true",
    "2001:db8::1, 128, 2001:db8::2, false",
    "::, 8, 0.0.0.0, false",
    "32.0.0.0, 8, 2001:db8::1, false"
  })
  void contains(String address, int prefixLength, String ip, boolean contained) {
    assertThat(new Network(address, prefixLength).contains(ip)).isEqualTo(contained);
  }
}
