package dev.trailhunt.rule.reference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Passwords that a help desk resets for users of its own, so little around each that what was usual
 * before it tells.
 */
final class HelpDesk {
  private static final long MINUTE = Duration.ofMinutes(1).toSeconds();
  private static final long DAY = Duration.ofDays(1).toSeconds();
  private static final long BASELINE = 90 * DAY;
  private static final long NEW_ACTOR = 30 * DAY;
  private static final int RESETS = 30;
  private static final int USERS = 9;
  private static final String ADMINISTRATOR = "desk-admin";

  private final Cast cast;
  private final Calls calls;
  private final Dice dice;
  private final Caller desk;
  private final Caller administrator;
  private final List<Draft> drafts = new ArrayList<>();

  HelpDesk(Cast cast, Calls calls, Dice dice) {
    this.cast = cast;
    this.calls = calls;
    this.dice = dice;
    this.desk = Caller.role(cast.account(), "service-desk", "AROAEXAMPLEDESK", "anna");
    this.administrator = Caller.user(cast.account(), ADMINISTRATOR);
  }

  /** Its work from one second to another. */
  List<Draft> drafts(long start, long end) {
    administratorWithNewKey(dice.between(start, end));
    for (int i = 0; i < RESETS; i++) {
      resetWithAPast(dice.between(start, end));
    }
    return drafts;
  }

  /** Its work in an account of which no more is known than a few days long ago. */
  List<Draft> draftsOfYoungAccount(long start, long end) {
    for (long use = 0; use < 6; use++) {
      drafts.add(reset(start - 20 * DAY - use % 3 * DAY, desk, user()));
    }
    for (int i = 0; i < RESETS; i++) {
      reset(dice.chance(0.3) ? dice.between(start, start + 9 * DAY) : dice.between(start, end));
    }
    return drafts;
  }

  private String user() {
    return "desk-user-" + dice.between(1, USERS);
  }

  private void administratorWithNewKey(long second) {
    long made = second - NEW_ACTOR - dice.between(0, 1);
    drafts.add(calls.onUser("CreateAccessKey", made, desk, ADMINISTRATOR));
    drafts.add(reset(second, administrator, user()));
  }

  private void resetWithAPast(long second) {
    String user = reset(second);
    long edge = second - BASELINE - dice.between(0, 1);
    if (dice.chance(0.2)) {
      drafts.add(calls.login(edge, user, cast.address()));
    }
    if (dice.chance(0.1)) {
      drafts.add(reset(edge, desk, user()));
    }
    if (dice.chance(0.1)) {
      drafts.add(reset(second - 14 * DAY - dice.between(0, 1), desk, user()));
    }
  }

  private String reset(long second) {
    String user = user();
    String address = cast.address();
    Caller actor = dice.chance(0.1) ? administrator : desk;
    drafts.add(reset(second, actor, user).from(cast.spelled(address)));
    if (dice.chance(0.6)) {
      changedPassword(second, user, address);
    }
    if (dice.chance(0.3)) {
      long soon = dice.pick(10 * MINUTE, 10 * MINUTE + 1, DAY);
      drafts.add(calls.login(second + soon, user, cast.address()));
    }
    if (dice.chance(0.1)) {
      long deleted = second + DAY + dice.between(0, 1);
      drafts.add(calls.onUser("DeleteLoginProfile", deleted, actor, user));
    }
    return user;
  }

  private Draft reset(long second, Caller actor, String user) {
    return calls.onUser("UpdateLoginProfile", second, actor, user).with("aws-cli/2.22.35");
  }

  private void changedPassword(long second, String user, String address) {
    Draft change = calls.changePassword(second + dice.between(1, DAY), user);
    drafts.add(dice.chance(0.3) ? change.from(cast.spelled(address)) : change);
  }
}
