package dev.trailhunt.event;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.ltrim;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Whether a grant to a user gives administrator rights. */
final class AdminGrant {
  private static final ArrayType STRINGS = DataTypes.createArrayType(DataTypes.StringType);
  private static final StructType STATEMENT =
      new StructType()
          .add("Effect", DataTypes.StringType)
          .add("Action", DataTypes.StringType)
          .add("Resource", DataTypes.StringType);
  private static final StructType DOCUMENT =
      new StructType().add("Statement", DataTypes.StringType);

  private AdminGrant() {}

  /** AttachUserPolicy: the policy's own name, whatever its path and partition, is one of three. */
  static Column isAdminPolicy(Column policyArn) {
    return substring_index(policyArn, "/", -1)
        .isin("AdministratorAccess", "IAMFullAccess", "PowerUserAccess");
  }

  /** AddUserToGroup: the group's name contains admin. */
  static Column isAdminGroup(Column groupName) {
    return lower(groupName).contains("admin");
  }

  /**
   * PutUserPolicy: a statement of the document allows every action, or every IAM action, on
   * everything.
   */
  static Column isAdminDocument(Column policyDocument) {
    Column statements = from_json(policyDocument, DOCUMENT).getField("Statement");
    return coalesce(
        exists(
            oneOrMany(statements, DataTypes.createArrayType(STATEMENT), STATEMENT),
            AdminGrant::allowsEverything),
        lit(false));
  }

  private static Column allowsEverything(Column statement) {
    return statement
        .getField("Effect")
        .equalTo("Allow")
        .and(
            exists(
                strings(statement.getField("Action")),
                action -> lower(action).isin("*", "iam:*", "*:*")))
        .and(exists(strings(statement.getField("Resource")), resource -> resource.equalTo("*")));
  }

  /** A policy element is one value or a list of them; as text, a list begins with a bracket. */
  private static Column oneOrMany(Column json, ArrayType many, StructType one) {
    return when(ltrim(json).startsWith("["), from_json(json, many))
        .otherwise(array(from_json(json, one)));
  }

  private static Column strings(Column json) {
    return when(ltrim(json).startsWith("["), from_json(json, STRINGS)).otherwise(array(json));
  }
}
