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

/// Runs a [ReadPlan] several times and reports the round in the middle, by time. Every round's
/// bytes are checked, outside the time that is reported.
final class ReadRounds {
  static final int ROUNDS = 7;

  private final Store store;
  private final LongSupplier nanoClock;
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private long checkedBytes;

  ReadRounds(Store store, LongSupplier nanoClock) {
    this.store = store;
    this.nanoClock = nanoClock;
  }

  /// How many bytes were compared so far.
  long checkedBytes() {
    return checkedBytes;
  }

  ReadCase run(ReadPlan plan) {
    List<ReadCase> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(round(plan));
    }
    rounds.sort(Comparator.comparing(ReadCase::elapsed));
    return rounds.get(ROUNDS / 2);
  }

  private ReadCase round(ReadPlan plan) {
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
      checkedBytes += plan.check(results);
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
}
