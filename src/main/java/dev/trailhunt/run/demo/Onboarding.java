package dev.trailhunt.run.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * New people, brought in by an administrator who does this all the time: a user, a password that
 * must be changed, a group. Next morning in the office they sign in, choose their own password and
 * register their own MFA device.
 */
final class Onboarding implements Story {
  /** Days before the lake's last on which somebody starts; Mondays and Thursdays as they fall. */
  private static final List<Integer> STARTS = List.of(40, 37, 33, 30, 26, 23, 19, 16, 12, 9, 5);

  private static final List<String> NEW_PEOPLE =
      List.of(
          "nadia.abel",
          "otto.berg",
          "pia.castro",
          "quentin.dahl",
          "rosa.engel",
          "silas.fuchs",
          "talia.grant",
          "ugo.holm",
          "vera.ibsen",
          "wim.jonas",
          "xenia.kraft");

  @Override
  public String name() {
    return "onboarding";
  }

  @Override
  public void tell(Script script) {
    for (int i = 0; i < STARTS.size(); i++) {
      LocalDate start = Script.nextWorkingDay(script.lastDay().minusDays(STARTS.get(i)));
      bringIn(script, start, NEW_PEOPLE.get(i));
      firstMorning(script, Script.nextWorkingDay(start), NEW_PEOPLE.get(i));
    }
  }

  private static void bringIn(Script script, LocalDate day, String person) {
    Caller administrator =
        Caller.inConsole(
            Identity.userInConsole(Company.PROD, Company.ADMINISTRATOR, true),
            Company.DUBLIN_OFFICE);
    script
        .on(day, LocalTime.of(14, 5).plusSeconds(script.random().nextInt(3600)))
        .then(0, Iam.createUser(administrator, person))
        .then(3, Iam.createLoginProfile(administrator, person, true), Expected.ALERT)
        .then(4, Iam.addUserToGroup(administrator, person, "engineers"));
  }

  private static void firstMorning(Script script, LocalDate day, String person) {
    String office = Company.DUBLIN_OFFICE;
    Caller self = Caller.inConsole(Identity.userInConsole(Company.PROD, person, false), office);
    script
        .on(day, LocalTime.of(8, 40).plusSeconds(script.random().nextInt(1800)))
        .then(0, SignIn.consoleLogin(Company.PROD, person, office, false).in(Company.EU_WEST))
        .then(45, Iam.changePassword(self))
        .then(180, Iam.createVirtualMfaDevice(self, person))
        .then(50, Iam.enableMfaDevice(self, person, person));
  }
}
