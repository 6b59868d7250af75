package dev.trailhunt.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the score is made of.
 *
 * @param base where it starts: the rule's published risk
 * @param bands where a severity ends
 * @param factors points by factor, in the order in which a finding lists them
 */
public record Weights(int base, Bands bands, Map<String, Integer> factors) {
  /** Severities, mildest first. */
  public static final String LOW = "low";

  public static final String MEDIUM = "medium";
  public static final String HIGH = "high";
  public static final String CRITICAL = "critical";

  /** The rule's own weights. */
  public static final Weights DEFAULT = new Weights(47, new Bands(21, 47, 73), defaultFactors());

  public Weights {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /**
   * The highest score of each severity; what is above {@code high} is critical.
   *
   * @param low highest score that is low
   * @param medium highest score that is medium
   * @param high highest score that is high
   */
  public record Bands(int low, int medium, int high) {
    public Bands {
      if (low >= medium || medium >= high) {
        throw new IllegalArgumentException(
            "bands must rise: low " + low + ", medium " + medium + ", high " + high);
      }
    }
  }

  /**
   * The points of a factor.
   *
   * @throws IllegalArgumentException when there is no such factor
   */
  public int points(String factor) {
    Integer points = factors.get(factor);
    if (points == null) {
      throw new IllegalArgumentException("no factor " + factor);
    }
    return points;
  }

  private static Map<String, Integer> defaultFactors() {
    Map<String, Integer> points = new LinkedHashMap<>();
    points.put("console_login", 5);
    points.put("console_login_same_ip", 20);
    points.put("console_login_no_mfa", 5);
    points.put("first_login_within_10_min", 5);
    points.put("iam_change_by_target", 15);
    points.put("credential_added", 12);
    points.put("privilege_granted", 5);
    points.put("admin_granted", 15);
    points.put("boundary_removed", 8);
    points.put("mfa_registered_by_actor", 15);
    points.put("mfa_removed", 10);
    points.put("user_created", 5);
    points.put("console_session_minted", 8);
    points.put("profile_deleted", 5);
    points.put("actor_is_root", 15);
    points.put("long_term_key", 3);
    points.put("offensive_agent", 10);
    points.put("reset_not_required", 5);
    points.put("no_earlier_use", 10);
    points.put("actor_created", 15);
    points.put("dormant_target", 10);
    points.put("target_privileged", 10);
    points.put("reconnaissance", 10);
    points.put("denied_attempt", 10);
    points.put("mass_password_set", 10);
    points.put("self_password_set", 15);
    points.put("external_switch", 15);
    points.put("established_actor", -15);
    points.put("actor_mfa", -5);
    points.put("onboarding", -15);
    return points;
  }
}
