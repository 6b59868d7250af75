package dev.trailhunt.run.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ten forgotten passwords a working day, reset by whoever of the help desk is on duty, all in one
 * team's permission set. Most people sign in soon and choose a new password.
 */
final class HelpDesk implements Story {
  private static final int FIRST_DAY = SampleLake.DAYS - 1;
  private static final int RESETS_A_DAY = 10;
  private static final int MINUTES_BETWEEN = 52;
  private static final double SIGNS_IN = 0.85;
  private static final int ARRIVES_TWICE_EVERY = 60;
  private static final int ARRIVES_LATE_EVERY = 45;

  @Override
  public String name() {
    return "help-desk";
  }

  @Override
  public void tell(Script script) {
    int resets = 0;
    for (LocalDate day : script.workingDays(FIRST_DAY, 0)) {
      for (int i = 0; i < RESETS_A_DAY; i++) {
        LocalTime time = LocalTime.of(7, 40).plusMinutes((long) i * MINUTES_BETWEEN);
        reset(script, day, time.plusSeconds(script.random().nextInt(900)), ++resets);
      }
    }
  }

  private static void reset(Script script, LocalDate day, LocalTime time, int number) {
    SplittableRandom random = script.random();
    String onDuty = Company.HELP_DESK.get(number % Company.HELP_DESK.size());
    Caller helpDesk =
        Caller.inConsole(
            Identity.permissionSet(Company.PROD, "HelpDesk", onDuty), Company.DUBLIN_OFFICE);
    List<String> staff = Company.STAFF;
    String forgetful = staff.get(random.nextInt(staff.size()));
    Call call =
        number % 3 == 0
            ? Iam.updateLoginProfile(helpDesk, forgetful)
            : Iam.updateLoginProfile(helpDesk, forgetful, true);
    if (number % ARRIVES_TWICE_EVERY == 0) {
      call.deliveredTwice();
    } else if (number % ARRIVES_LATE_EVERY == 0 && day.isBefore(script.lastDay())) {
      call.deliveredLate();
    }
    script.on(day, time).then(0, call, Expected.ALERT);
    if (random.nextDouble() < SIGNS_IN) {
      comeBack(script, forgetful, 300 + random.nextInt(2400));
    }
  }

  private static void comeBack(Script script, String person, int seconds) {
    boolean fromHome = script.random().nextInt(4) == 0;
    String address = fromHome ? Company.homeOf(person) : Company.DUBLIN_OFFICE;
    Caller self = Caller.inConsole(Identity.userInConsole(Company.PROD, person, true), address);
    script
        .then(seconds, SignIn.consoleLogin(Company.PROD, person, address, true).in(Company.EU_WEST))
        .then(40, Iam.changePassword(self));
  }
}
