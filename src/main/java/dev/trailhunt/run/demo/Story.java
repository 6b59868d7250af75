package dev.trailhunt.run.demo;

import java.util.List;
import java.util.stream.Stream;

/** A sequence of events that belong together. */
interface Story {
  /** What attackers did. */
  List<Story> INCIDENTS =
      List.of(
          new CliToConsole(),
          new LeakedKeyReturns(),
          new OutsideRole(),
          new ProbedPasswords(),
          new ThrowawayName(),
          new OneKeyManyAddresses(),
          new HiddenBehindAutomation(),
          new CapturedMfa(),
          new HostileStrings());

  /** What everybody does. */
  List<Story> ORDINARY_LIFE =
      List.of(
          new StaffLife(),
          new Onboarding(),
          new HelpDesk(),
          new Provisioning(),
          new BreakGlass(),
          new ReusedName(),
          new NearMisses());

  /** Every story of the sample lake: what must be found first, then what must stay quiet. */
  List<Story> ALL = Stream.concat(INCIDENTS.stream(), ORDINARY_LIFE.stream()).toList();

  /** A short name, such as {@code cli-to-console}. */
  String name();

  void tell(Script script);
}
