package dev.trailhunt.source;

import java.util.List;

/**
 * Which part of a lake to look at.
 *
 * @param location URI of the bucket root, of the folder above {@code AWSLogs}, of {@code AWSLogs}
 *     itself or of an account's folder
 * @param accounts twelve-digit ids; empty for all
 * @param regions region names; empty for all
 */
public record LakeSelection(String location, List<String> accounts, List<String> regions) {
  public LakeSelection {
    accounts = List.copyOf(accounts);
    regions = List.copyOf(regions);
  }

  boolean hasAccount(String account) {
    return accounts.isEmpty() || accounts.contains(account);
  }

  boolean hasRegion(String region) {
    return regions.isEmpty() || regions.contains(region);
  }
}
