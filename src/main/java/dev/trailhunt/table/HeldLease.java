package dev.trailhunt.table;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.table.LeaseFolder.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease in a folder, kept alive by a thread of its own, and looked at before each commit. Delta
 * cannot be told to look once more when a commit ends: a process that stands still within one for
 * longer than it takes to be held for dead can still end it when it wakes.
 *
 * <p>A process that is ended, not killed, gives it up: after the commit under way, if that ends
 * soon.
 */
final class HeldLease implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);

  /** After Spark has stopped and before the file systems close. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 20;

  private static final Duration FOR_THE_COMMIT_UNDER_WAY = Duration.ofSeconds(5);

  private static final String NOT_ATOMIC =
      "the client of this store cannot create an object on condition that there is none: two runs"
          + " that start in the same moment may both believe to be alone; Hadoop's S3A can since"
          + " 3.4.2";

  private final LeaseFolder folder;
  private final LeaseHolder me;
  private final LeaseTerms terms;
  private final Consumer<String> tell;
  private final List<String> warnings = new ArrayList<>();
  private final Thread heart;
  private final Runnable atExit = this::releaseAtExit;

  /** Commits share it; whoever gives the lease up has it alone. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** 0 while it is not ours. */
  private volatile long number;

  private volatile boolean isEnded;

  private HeldLease(LeaseFolder folder, LeaseHolder me, LeaseTerms terms, Consumer<String> tell) {
    this.folder = folder;
    this.me = me;
    this.terms = terms;
    this.tell = tell;
    this.heart = new Thread(this::beatOn, "trailhunt-lease");
    heart.setDaemon(true);
  }

  /**
   * Waits for the lease of a folder.
   *
   * @param tell told in the words of the user for whom this waits
   * @throws LeaseException when another run holds it longer than this one waits
   * @throws TableException when the folder cannot be written to
   */
  static HeldLease take(
      LeaseFolder folder, LeaseHolder me, LeaseTerms terms, Consumer<String> tell) {
    HeldLease lease = new HeldLease(folder, me, terms, tell);
    if (!folder.isAtomic()) {
      lease.warnings.add(NOT_ATOMIC);
    }
    ShutdownHookManager.get().addShutdownHook(lease.atExit, HOOK_PRIORITY);
    try {
      lease.queue(terms);
    } catch (RuntimeException e) {
      lease.removeHook();
      throw e;
    }
    lease.heart.start();
    return lease;
  }

  private void queue(LeaseTerms how) {
    LeaseQueue.Won won = new LeaseQueue(folder, me, how, tell).await();
    warnings.addAll(won.warnings());
    number = won.number();
    if (isEnded) {
      // The process ends, and what releases a lease at its end may have found none yet.
      folder.release(number, me);
    }
    folder.clean(number, terms.stale());
  }

  private void beatOn() {
    try {
      while (!isEnded) {
        Thread.sleep(terms.heartbeat().toMillis());
        beat();
      }
    } catch (InterruptedException e) {
      // The lease has ended.
    }
  }

  private void beat() {
    long ours = number;
    if (ours == 0) {
      return;
    }
    try {
      folder.beat(ours, me);
    } catch (RuntimeException e) {
      // The next one may get through; if none does, the check before a commit tells.
      LOG.warn("no sign of life could be given", e);
    }
  }

  private void stopHeart() {
    isEnded = true;
    heart.interrupt();
  }

  @Override
  public <T> T commit(Supplier<T> commit) {
    lock.readLock().lock();
    try {
      check();
      return commit.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void check() {
    if (number == 0) {
      throw new IllegalStateException("a commit without the lease of " + folder.place());
    }
    Sight sight = folder.look();
    if (sight.number() != number || !sight.isHeld()) {
      throw LeaseException.lost(folder.place(), folder.holder(sight.number()));
    }
  }

  @Override
  public void giveWay() {
    Set<String> waiting = folder.look().alive(terms.stale());
    boolean isTaken = true;
    while (!waiting.isEmpty() && isTaken) {
      tell.accept("letting a waiting run in");
      long before = number;
      giveUp();
      letIn(before);
      queue(terms.waiting(terms.patience()));
      isTaken = number > before + 1;
      waiting.retainAll(folder.look().waiting().keySet());
    }
  }

  /** Long enough for a waiting run to look once. */
  private void letIn(long before) {
    Duration step = terms.poll().dividedBy(10);
    for (int i = 0; i < 20 && folder.look().number() == before; i++) {
      Pause.of(step, () -> LeaseException.interrupted(folder.place()));
    }
  }

  private void giveUp() {
    lock.writeLock().lock();
    try {
      long ours = number;
      number = 0;
      if (ours != 0) {
        folder.release(ours, me);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public Optional<Set<String>> waiting() {
    return Optional.of(folder.look().waitingRuns());
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void close() {
    stopHeart();
    removeHook();
    try {
      giveUp();
    } catch (TableException e) {
      // All is committed: the next run will find this one silent.
      LOG.warn("the lease could not be released", e);
    }
  }

  private void removeHook() {
    try {
      ShutdownHookManager.get().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook finds nothing left to do.
    }
  }

  private void releaseAtExit() {
    stopHeart();
    try {
      if (lock.writeLock().tryLock(FOR_THE_COMMIT_UNDER_WAY.toMillis(), TimeUnit.MILLISECONDS)) {
        // Never unlocked: nothing may be committed any more.
        giveUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
