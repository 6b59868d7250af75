package dev.trailhunt.event;

import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Which of two calls in the same second comes first: CloudTrail's clock has whole seconds, and a
 * user is looked at before it is made, made before it is given a password, and ended last.
 */
public final class CausalRank {
  /** The rank of the calls that set a password. */
  public static final int OF_PASSWORD_SET = 3;

  private static final int OF_EVERYTHING_ELSE = 2;

  private static final List<String> LOOKS =
      List.of("ListUsers", "GetAccountAuthorizationDetails", "GetLoginProfile");
  private static final List<String> PASSWORD_SETS =
      List.of("CreateLoginProfile", "UpdateLoginProfile");

  /** Access keys, other credentials, policies of users, roles and groups, groups, MFA devices. */
  private static final String GRANTS =
      "AccessKey|ServiceSpecificCredential|SSHPublicKey|SigningCertificate"
          + "|Policy|ToGroup|FromGroup|PermissionsBoundary|MFADevice";

  private CausalRank() {}

  /** The rank of a call by its event name, an integer; the lower one comes first. */
  public static Column of(Column eventName) {
    return when(eventName.isin(LOOKS.toArray()), 0)
        .when(eventName.equalTo("CreateUser"), 1)
        .when(eventName.isin(PASSWORD_SETS.toArray()), OF_PASSWORD_SET)
        .when(eventName.rlike(GRANTS), 4)
        .when(eventName.equalTo("ConsoleLogin"), 5)
        .when(eventName.equalTo("DeleteLoginProfile"), 6)
        .when(eventName.equalTo("DeleteUser"), 7)
        .otherwise(OF_EVERYTHING_ELSE);
  }
}
