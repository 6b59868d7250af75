package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "escape, 001b",
    "line feed, 000a",
    "carriage return, 000d",
    "tab, 0009",
    "null, 0000",
    "delete, 007f",
    "C1 control sequence introducer, 009b",
    "right-to-left override, 202e",
    "left-to-right isolate, 2066",
    "right-to-left mark, 200f",
    "zero width space, 200b",
    "zero width joiner, 200d",
    "byte order mark, feff",
    "line separator, 2028",
    "paragraph separator, 2029",
    "lone surrogate, d800"
  })
  void isShownByItsCode(String name, String code) {
    char harmful = (char) Integer.parseInt(code, 16);
    assertThat(Escape.line("a" + harmful + "b")).as(name).isEqualTo("a\\u" + code + "b");
  }

  @Test
  void aTagCharacterIsShownInUtf16() {
    assertThat(Escape.line("a\udb40\udc41")).isEqualTo("a\\udb40\\udc41");
  }

  @Test
  void whatIsOnlyForeignStays() {
    String text = "Zoë Łukasz 王芳 🙂 — \\ \"";
    assertThat(Escape.line(text)).isEqualTo(text);
  }

  @Test
  void textKeepsItsLines() {
    assertThat(Escape.text("a\r\n\tb\u001b")).isEqualTo("a\r\n\tb\\u001b");
  }
}
