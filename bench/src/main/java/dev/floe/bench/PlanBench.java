package dev.floe.bench;

import dev.floe.internal.read.ReadCost;
import dev.floe.internal.read.ReadPlanner;
import dev.floe.internal.read.ReadPlanner.Request;
import dev.floe.internal.read.ReadPlanner.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Which requests serve a batch of reads, given in no order: neighbours of a hundred files. The
/// floor sorts as many.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PlanBench {
  private static final int FILES = 100;
  private static final long LENGTH_BYTES = 16_384;

  @Param({"100", "10000"})
  int reads;

  private final List<Wanted> wanted = new ArrayList<>();

  @Setup
  public void want() {
    for (int i = 0; i < reads; i++) {
      wanted.add(new Wanted(i % FILES, i / FILES * LENGTH_BYTES, LENGTH_BYTES, i));
    }
    Collections.shuffle(wanted, new Random(42));
    if (plan().size() != Math.min(FILES, reads)) {
      throw new IllegalStateException(plan().size() + " requests for " + reads + " reads");
    }
  }

  @Benchmark
  public List<Request> plan() {
    return ReadPlanner.plan(wanted, ReadCost.OBJECT_STORE);
  }

  @Benchmark
  public List<Wanted> floor() {
    List<Wanted> sorted = new ArrayList<>(wanted);
    sorted.sort(Comparator.comparingInt(Wanted::source).thenComparingLong(Wanted::offset));
    return sorted;
  }
}
