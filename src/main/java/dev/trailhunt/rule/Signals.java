package dev.trailhunt.rule;

import static dev.trailhunt.rule.LoginProfileRule.SETS_PASSWORD;
import static dev.trailhunt.rule.Pair.ADDRESS_IS_SHARED;
import static dev.trailhunt.rule.Pair.BY_ACTOR;
import static dev.trailhunt.rule.Pair.BY_TARGET;
import static dev.trailhunt.rule.Pair.ON_TARGET;
import static dev.trailhunt.rule.Pair.holds;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityEvents;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;

/**
 * What an event of a trigger's evidence shows, by name. Each is a condition on the columns of
 * {@link Pair}; a call counts when it succeeded unless its condition says otherwise.
 */
final class Signals {
  static final String USER_CREATED = "user_created";
  static final String PROFILE_PROBED = "profile_probed";
  static final String RECONNAISSANCE = "reconnaissance";
  static final String DENIED_ATTEMPT = "denied_attempt";
  static final String REPEATED_PASSWORD_SET = "repeated_password_set";
  static final String MASS_PASSWORD_SET = "mass_password_set";
  static final String SELF_PASSWORD_SET = "self_password_set";
  static final String CREDENTIAL_ADDED = "credential_added";
  static final String PRIVILEGE_GRANTED = "privilege_granted";
  static final String ADMIN_GRANTED = "admin_granted";
  static final String BOUNDARY_REMOVED = "boundary_removed";
  static final String MFA_REGISTERED = "mfa_registered";
  static final String MFA_REGISTERED_BY_ACTOR = "mfa_registered_by_actor";
  static final String MFA_REMOVED = "mfa_removed";
  static final String CONSOLE_LOGIN = "console_login";
  static final String CONSOLE_LOGIN_FAILED = "console_login_failed";
  static final String CONSOLE_LOGIN_SAME_IP = "console_login_same_ip";
  static final String CONSOLE_LOGIN_NO_MFA = "console_login_no_mfa";
  static final String PASSWORD_CHANGED_BY_USER = "password_changed_by_user";
  static final String IAM_CHANGE_BY_TARGET = "iam_change_by_target";
  static final String PROFILE_DELETED = "profile_deleted";
  static final String USER_DELETED = "user_deleted";
  static final String CONSOLE_SESSION_MINTED = "console_session_minted";
  static final String EXTERNAL_SWITCH = "external_switch";
  static final String OFFENSIVE_AGENT = "offensive_agent";

  /** So many users make a mass of passwords, or of looks at them. */
  private static final int MASS = 3;

  /** How many users the actor set passwords of, the trigger's included: a column of a pair. */
  static final String USERS_SET = "users_set";

  /** How many users' login profiles the actor looked at: a column of a pair. */
  static final String USERS_PROBED = "users_probed";

  private static final Column NAME = col(Activity.EVENT_NAME);
  private static final Column TARGET = col(ON_TARGET);
  private static final Column ACTOR = col(BY_ACTOR);
  private static final Column IS_BEFORE = col(Pair.IS_BEFORE);
  private static final Column IS_AFTER = not(IS_BEFORE);
  private static final Column SUCCEEDED = col(Activity.OUTCOME).equalTo(Activity.SUCCESS);
  private static final Column PROBES_PROFILE = NAME.equalTo("GetLoginProfile");

  private Signals() {}

  /** The signals of an event, sorted by name. */
  static Column of(Duration sameAddressLogin) {
    Column[] shown =
        conditions(sameAddressLogin).entrySet().stream()
            .map(signal -> when(signal.getValue(), signal.getKey()))
            .toArray(Column[]::new);
    return array_sort(array_compact(array(shown)));
  }

  /** The names of all signals: of those above and of the one that is the trigger's own. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(conditions(Duration.ZERO).keySet());
    names.add(SELF_PASSWORD_SET);
    return names;
  }

  private static Map<String, Column> conditions(Duration sameAddressLogin) {
    Map<String, Column> signals = new LinkedHashMap<>();
    signals.put(USER_CREATED, TARGET.and(succeeds("CreateUser")).and(IS_BEFORE));
    signals.put(PROFILE_PROBED, PROBES_PROFILE.and(isOnTargetUser()).and(IS_BEFORE));
    signals.put(RECONNAISSANCE, looksAround().or(probesMany()));
    signals.put(DENIED_ATTEMPT, TARGET.or(ACTOR).and(failsToSetPassword()));
    signals.put(REPEATED_PASSWORD_SET, TARGET.and(SETS_PASSWORD).and(SUCCEEDED));
    signals.put(MASS_PASSWORD_SET, setsPasswordOfUser().and(col(USERS_SET).geq(MASS)));
    signals.put(CREDENTIAL_ADDED, TARGET.and(addsCredential()));
    signals.put(
        PRIVILEGE_GRANTED,
        TARGET.and(succeeds("AttachUserPolicy", "PutUserPolicy", "AddUserToGroup")));
    signals.put(ADMIN_GRANTED, grantsAdmin());
    signals.put(BOUNDARY_REMOVED, TARGET.and(succeeds("DeleteUserPermissionsBoundary")));
    signals.put(MFA_REGISTERED, registersMfa());
    signals.put(MFA_REGISTERED_BY_ACTOR, registersMfaForTarget());
    signals.put(MFA_REMOVED, TARGET.and(succeeds("DeactivateMFADevice", "DeleteVirtualMFADevice")));
    signals.put(CONSOLE_LOGIN, signsIn());
    signals.put(CONSOLE_LOGIN_FAILED, triesToSignIn().and(not(SUCCEEDED)));
    signals.put(CONSOLE_LOGIN_SAME_IP, signsInFromTheTriggersAddress(sameAddressLogin));
    signals.put(CONSOLE_LOGIN_NO_MFA, signsIn().and(usedNoMfa()));
    signals.put(PASSWORD_CHANGED_BY_USER, TARGET.and(succeeds("ChangePassword")).and(IS_AFTER));
    signals.put(IAM_CHANGE_BY_TARGET, col(BY_TARGET).and(SUCCEEDED).and(changesIam()));
    signals.put(PROFILE_DELETED, TARGET.and(succeeds("DeleteLoginProfile")).and(IS_AFTER));
    signals.put(USER_DELETED, TARGET.and(succeeds("DeleteUser")).and(IS_AFTER));
    signals.put(CONSOLE_SESSION_MINTED, mintsConsoleSession());
    signals.put(EXTERNAL_SWITCH, comesFromAnotherAccount());
    signals.put(OFFENSIVE_AGENT, ACTOR.and(SUCCEEDED).and(isOffensiveAgent()));
    return signals;
  }

  private static Column succeeds(String... names) {
    return NAME.isin((Object[]) names).and(SUCCEEDED);
  }

  private static Column isOnTargetUser() {
    return TARGET.or(ACTOR.and(col(Pair.SAME_TARGET)));
  }

  private static Column looksAround() {
    return ACTOR
        .and(succeeds("ListUsers", "GetAccountAuthorizationDetails"))
        .and(IS_BEFORE)
        .and(not(holds(col(Activity.CONSOLE_SESSION))));
  }

  /** A look of the actor at some user's login profile. */
  static Column probesUser() {
    return ACTOR.and(PROBES_PROFILE).and(col(Lineage.USER).isNotNull());
  }

  private static Column probesMany() {
    return probesUser().and(col(USERS_PROBED).geq(MASS));
  }

  /** The actor set some user's password. */
  static Column setsPasswordOfUser() {
    return ACTOR.and(SETS_PASSWORD).and(SUCCEEDED).and(col(Lineage.USER).isNotNull());
  }

  /** Not by a password that breaks a rule, nor by a name in use or a user just changed. */
  private static Column failsToSetPassword() {
    Column harmless =
        col(Activity.ERROR_CODE)
            .rlike(
                "^(PasswordPolicyViolation|EntityTemporarilyUnmodifiable|EntityAlreadyExists)"
                    + "(Exception)?$");
    return SETS_PASSWORD.and(not(SUCCEEDED)).and(not(holds(harmless)));
  }

  private static Column addsCredential() {
    return succeeds(
        "CreateAccessKey",
        "UploadSSHPublicKey",
        "UploadSigningCertificate",
        "CreateServiceSpecificCredential",
        "ResetServiceSpecificCredential");
  }

  static Column grantsAdmin() {
    return TARGET.and(SUCCEEDED).and(holds(col(Activity.ADMIN_POLICY)));
  }

  private static Column registersMfa() {
    return TARGET.and(succeeds("EnableMFADevice", "CreateVirtualMFADevice"));
  }

  static Column registersMfaForTarget() {
    return registersMfa().and(col(Pair.SAME_ACTOR)).and(not(col(Pair.MADE_BY_TARGET)));
  }

  private static Column triesToSignIn() {
    return TARGET.and(NAME.equalTo("ConsoleLogin")).and(IS_AFTER);
  }

  private static Column signsIn() {
    return triesToSignIn().and(SUCCEEDED);
  }

  private static Column signsInFromTheTriggersAddress(Duration sameAddressLogin) {
    return signsIn()
        .and(col(Pair.SAME_ADDRESS))
        .and(col(Pair.OFFSET_SECONDS).leq(sameAddressLogin.toSeconds()))
        .and(not(col(ADDRESS_IS_SHARED)));
  }

  private static Column usedNoMfa() {
    return holds(lower(col(Activity.CONSOLE_MFA_USED)).equalTo("no"));
  }

  /**
   * Everything but looks, sign-ins, sessions, and what users do about their own password and MFA.
   */
  private static Column changesIam() {
    Column looksOnly = NAME.startsWith("Get").or(NAME.startsWith("List"));
    Column isOwnMfa = NAME.contains("MFADevice").and(col(Pair.SAME_TARGET));
    return col(Activity.EVENT_SOURCE)
        .equalTo("iam.amazonaws.com")
        .and(not(looksOnly))
        .and(NAME.notEqual("ChangePassword"))
        .and(not(isOwnMfa));
  }

  private static Column mintsConsoleSession() {
    Column isIdentityCenterRole =
        IdentityEvents.isIdentityCenterRole(
            col(Activity.ACTOR_TYPE), col(Activity.ACTOR_IDENTITY_ARN));
    return ACTOR
        .and(succeeds("GetFederationToken", "GetSigninToken"))
        .and(IS_BEFORE)
        .and(not(isIdentityCenterRole));
  }

  private static Column comesFromAnotherAccount() {
    Column home = regexp_extract(col(Activity.SWITCHED_FROM), "^arn:[^:]*:[^:]*:[^:]*:(\\d+):", 1);
    return ACTOR
        .and(succeeds("SwitchRole"))
        .and(IS_BEFORE)
        .and(holds(home.notEqual("").and(home.notEqual(col(Activity.ACCOUNT_ID)))));
  }

  /** User agents of tools that attackers use on AWS, and of their usual systems. */
  static Column isOffensiveAgent() {
    return holds(
        lower(col(Activity.USER_AGENT))
            .rlike("s3 browser|pacu|kali|parrot|pentoo|stratus-red-team"));
  }
}
