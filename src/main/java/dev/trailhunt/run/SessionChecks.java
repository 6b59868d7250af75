package dev.trailhunt.run;

import dev.trailhunt.run.Diagnosis.Answer;
import java.util.List;
import java.util.function.UnaryOperator;

/** Whether the Spark session is set as the tables need it. */
final class SessionChecks {
  private final UnaryOperator<String> conf;
  private final boolean deltaIsBuiltIn;

  /**
   * @param conf a setting's value, empty when it has none
   */
  SessionChecks(UnaryOperator<String> conf, boolean deltaIsBuiltIn) {
    this.conf = conf;
    this.deltaIsBuiltIn = deltaIsBuiltIn;
  }

  Answer settings(String sparkVersion) {
    String versions = "Spark %s, Java %s".formatted(sparkVersion, Runtime.version().feature());
    List<String> missing = deltaIsBuiltIn ? List.of() : SessionSettings.missingForDelta(conf);
    String timeZone = conf.apply(SessionSettings.TIME_ZONE);
    if (!missing.isEmpty()) {
      return Answer.fail(
          versions + ", without Delta",
          "start Spark with --conf " + String.join(" --conf ", missing));
    }
    if (!timeZone.equals("UTC")) {
      return Answer.fail(
          versions + ", time zone " + timeZone + ": dates would not be those of UTC",
          "take " + SessionSettings.TIME_ZONE + " out of the settings");
    }
    return conf.apply(SessionSettings.ANSI).equals("true")
        ? Answer.ok(versions + ", Delta, UTC, ANSI")
        : Answer.warn(versions + ", casts are not strict", "set " + SessionSettings.ANSI + "=true");
  }
}
