package dev.floe.quickstart;

import com.sun.management.ThreadMXBean;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Runs a [ReadPlan] several times and reports the round in the middle, by time. Every round's
/// bytes are checked, outside the time that is reported.
final class ReadRounds {
  private final Store store;
  private final int count;
  private final LongSupplier nanoClock;
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private long checkedBytes;

  /// @param count how many rounds
  ReadRounds(Store store, int count, LongSupplier nanoClock) {
    this.store = store;
    this.count = count;
    this.nanoClock = nanoClock;
  }

  /// How many bytes were compared so far.
  long checkedBytes() {
    return checkedBytes;
  }

  /// All reads in one batch.
  ReadCase together(ReadPlan plan) {
    return middle(() -> batch(plan));
  }

  /// One read after the other, by this thread; none can share a request with another.
  ReadCase oneByOne(ReadPlan plan) {
    return middle(() -> inTurn(plan));
  }

  private ReadCase middle(Supplier<ReadCase> round) {
    List<ReadCase> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rounds.add(round.get());
    }
    rounds.sort(Comparator.comparing(ReadCase::elapsed));
    return rounds.get(count / 2);
  }

  private ReadCase batch(ReadPlan plan) {
    plan.poison();
    long heapBefore = threads.getTotalThreadAllocatedBytes();
    long before = nanoClock.getAsLong();
    try (ReadResults results = store.readAll(plan.batch()).join()) {
      long elapsed = nanoClock.getAsLong() - before;
      long heap = threads.getTotalThreadAllocatedBytes() - heapBefore;
      long[] latencies = new long[results.size()];
      for (int i = 0; i < latencies.length; i++) {
        latencies[i] = results.completedNanos(i);
      }
      Percentiles percentiles = new Percentiles(latencies);
      checkedBytes += plan.check(results::lengthBytes);
      return new ReadCase(
          plan.name(),
          plan.reads(),
          plan.bytes(),
          Duration.ofNanos(elapsed),
          percentiles.at(50),
          percentiles.at(99),
          results.requests(),
          heap);
    }
  }

  private ReadCase inTurn(ReadPlan plan) {
    plan.poison();
    long[] latencies = new long[plan.reads()];
    long[] lengths = new long[plan.reads()];
    long heapBefore = threads.getTotalThreadAllocatedBytes();
    long before = nanoClock.getAsLong();
    long last = before;
    for (int i = 0; i < latencies.length; i++) {
      lengths[i] = plan.readAlone(store, i);
      long now = nanoClock.getAsLong();
      latencies[i] = now - last;
      last = now;
    }
    long heap = threads.getTotalThreadAllocatedBytes() - heapBefore;
    checkedBytes += plan.check(i -> lengths[i]);
    Percentiles percentiles = new Percentiles(latencies);
    return new ReadCase(
        plan.name(),
        plan.reads(),
        plan.bytes(),
        Duration.ofNanos(last - before),
        percentiles.at(50),
        percentiles.at(99),
        plan.reads(),
        heap);
  }
}
