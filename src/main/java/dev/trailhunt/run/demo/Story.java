package dev.trailhunt.run.demo;

import java.util.List;

/** A sequence of events that belong together. */
interface Story {
  /** Every story of the sample lake: what must be found first, then what must stay quiet. */
  List<Story> ALL =
      List.of(
          new CliToConsole(),
          new LeakedKeyReturns(),
          new OutsideRole(),
          new ProbedPasswords(),
          new ThrowawayName(),
          new OneKeyManyAddresses(),
          new HiddenBehindAutomation(),
          new CapturedMfa(),
          new HostileStrings(),
          new StaffLife(),
          new Onboarding(),
          new HelpDesk(),
          new Provisioning(),
          new BreakGlass(),
          new ReusedName(),
          new NearMisses());

  /** A short name, such as {@code cli-to-console}. */
  String name();

  void tell(Script script);
}
