package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// How the time of a whole run is shared among its cases, so that it ends in time on a slow machine
/// too: what is left of it belongs to the cases that are left, to each in proportion to what it may
/// take at most, beside what cannot be cut. Time that a case does not need is for those after it.
final class Pace {
  /// One part of so many is for the reports and for what begins just before the end.
  private static final int RESERVE = 20;

  private final LongSupplier clock;
  private final List<ComparedCase> left;
  private final int peers;
  private final long began;
  private final long wholeNanos;

  /// @param whole time of the run, from here on
  /// @param clock in nanoseconds
  /// @param cases each of which will be begun or left out
  /// @param peers who take part, Floe and the floor among them
  Pace(Duration whole, LongSupplier clock, List<ComparedCase> cases, int peers) {
    this.clock = clock;
    this.left = new ArrayList<>(cases);
    this.peers = peers;
    this.began = clock.getAsLong();
    this.wholeNanos = whole.toNanos() - whole.toNanos() / RESERVE;
  }

  /// A case that cannot be measured leaves its time to the others.
  void leaveOut(ComparedCase each) {
    left.remove(each);
  }

  /// Begins a case: its share lasts from here on.
  Share begin(ComparedCase each) {
    long now = clock.getAsLong();
    double most = 0;
    double fixedNanos = 0;
    for (ComparedCase other : left) {
      most += most(other.limits());
      fixedNanos += other.limits().fixedNanos();
    }
    double cuttable = Math.max(0, wholeNanos - (now - began) - fixedNanos);
    long nanos = each.limits().fixedNanos() + (long) (cuttable * most(each.limits()) / most);
    left.remove(each);
    return new Share(each.limits(), nanos);
  }

  private double most(Limits limits) {
    return peers * (double) (limits.patienceNanos() + limits.budgetNanos());
  }

  /// The time of one case.
  final class Share {
    /// Fewer rounds give no median.
    private static final int LEAST_ROUNDS = 3;

    /// The part of the time that the peers may take together to warm up, the rest is for rounds.
    private static final double WARM_UP = 0.75;

    private final Limits limits;
    private final long start = clock.getAsLong();
    private final long nanos;
    private int rounds;
    private long roundStart;
    private boolean coldWarmUp;

    private Share(Limits limits, long nanos) {
      this.limits = limits;
      this.nanos = nanos;
    }

    private long leftNanos() {
      return nanos - (clock.getAsLong() - start);
    }

    /// The limits for the warm-up of every peer, once all of them are prepared: as they are while
    /// there is time for that, and never less than what is run at least.
    Limits warmUp() {
      long each = (long) (leftNanos() * WARM_UP / peers);
      long patience = Math.max(limits.warmUpNanos(), Math.min(limits.patienceNanos(), each));
      return limits.withWarmUp(limits.warmUpNanos(), patience);
    }

    /// Notes that a peer was still becoming faster when its time to warm up was over.
    void endedCold() {
      coldWarmUp = true;
    }

    /// Whether there is another round, of all peers; if so it begins here.
    boolean hasRound() {
      long now = clock.getAsLong();
      boolean late = leftNanos() < now - roundStart && rounds >= LEAST_ROUNDS;
      if (late || rounds >= limits.rounds()) {
        return false;
      }
      rounds++;
      roundStart = now;
      return true;
    }

    /// What came of it.
    Extent extent() {
      return new Extent(rounds, limits.rounds(), coldWarmUp);
    }
  }
}
