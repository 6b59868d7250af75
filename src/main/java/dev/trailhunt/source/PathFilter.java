package dev.trailhunt.source;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which directories are read.
 *
 * @param accounts sorted; absent for all, of no element for none
 * @param regions sorted; absent for all, of no element for none
 */
record PathFilter(
    Optional<List<String>> accounts, Optional<List<String>> regions, LocalDate from, LocalDate to) {

  static PathFilter of(CloudTrailReadConf conf) {
    return new PathFilter(
        Optional.of(conf.accounts()).filter(list -> !list.isEmpty()),
        Optional.of(conf.regions()).filter(list -> !list.isEmpty()),
        conf.from(),
        conf.to());
  }

  PathFilter withAccounts(Collection<String> wanted) {
    return new PathFilter(Optional.of(both(accounts, wanted)), regions, from, to);
  }

  PathFilter withRegions(Collection<String> wanted) {
    return new PathFilter(accounts, Optional.of(both(regions, wanted)), from, to);
  }

  PathFilter withDates(LocalDate first, LocalDate last) {
    return new PathFilter(
        accounts, regions, first.isAfter(from) ? first : from, last.isBefore(to) ? last : to);
  }

  /** Whether it rules out everything. */
  boolean isEmpty() {
    return from.isAfter(to)
        || accounts.filter(List::isEmpty).isPresent()
        || regions.filter(List::isEmpty).isPresent();
  }

  boolean accepts(LogFile file) {
    return accounts.map(wanted -> wanted.contains(file.account())).orElse(true)
        && regions.map(wanted -> wanted.contains(file.region())).orElse(true)
        && !file.deliveryDate().isBefore(from)
        && !file.deliveryDate().isAfter(to);
  }

  /** What it asks for, in words. */
  List<String> describe() {
    List<String> parts = new ArrayList<>();
    accounts.ifPresent(wanted -> parts.add("path_account in " + wanted));
    regions.ifPresent(wanted -> parts.add("path_region in " + wanted));
    if (from.isAfter(CloudTrailReadConf.FIRST_DAY)) {
      parts.add("delivery_date >= " + from);
    }
    if (to.isBefore(CloudTrailReadConf.LAST_DAY)) {
      parts.add("delivery_date <= " + to);
    }
    return parts;
  }

  private static List<String> both(Optional<List<String>> known, Collection<String> wanted) {
    TreeSet<String> both = new TreeSet<>(wanted);
    known.ifPresent(both::retainAll);
    return List.copyOf(both);
  }
}
