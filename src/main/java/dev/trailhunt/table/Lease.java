package dev.trailhunt.table;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The right of one run to write to a warehouse. */
public sealed interface Lease extends AutoCloseable permits HeldLease, Lease.Unkept {
  /**
   * Makes a commit, if the lease is still ours.
   *
   * @throws LeaseException when it is not: another run has taken it over
   */
  <T> T commit(Supplier<T> commit);

  /**
   * Lets those runs in that wait now, and returns when the lease is ours again.
   *
   * @throws LeaseException when that takes longer than this run waits for a lease
   */
  void giveWay();

  /** The ids of the runs that wait for it; empty where none can be kept and nobody knows. */
  Optional<Set<String>> waiting();

  /** What the user should know of how the lease came to be ours, and of what it is worth. */
  List<String> warnings();

  /** Gives it up; nothing can be committed after. */
  @Override
  void close();

  /** None, where none can be kept: commits are the platform's to put in order. */
  record Unkept(List<String> warnings) implements Lease {
    public Unkept {
      warnings = List.copyOf(warnings);
    }

    @Override
    public <T> T commit(Supplier<T> commit) {
      return commit.get();
    }

    @Override
    public void giveWay() {}

    @Override
    public Optional<Set<String>> waiting() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
