package dev.floe.bench;

import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeId;
import dev.floe.internal.commit.EditChanges;
import dev.floe.internal.commit.RecordedChunk;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Threads that record chunk references in one change set, each a row of its own; the floor is
/// writing as many numbers into arrays of their own. Time is a thread's for one reference: with
/// eight threads on two cores four times that of one is all that can be had.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
public class ChangeSetWriteBench {
  private static final int REFERENCES = 200_000;
  private static final int LONGS = 6;
  private static final NodeId ARRAY = new NodeId(1);

  private final AtomicInteger rows = new AtomicInteger();
  private EditChanges changes;

  @Setup(Level.Iteration)
  public void empty() {
    changes = new EditChanges();
    rows.set(0);
  }

  @Setup(Level.Trial)
  public void gate() {
    empty();
    write();
    RecordedChunk found = new RecordedChunk();
    int last = REFERENCES - 1;
    int[] at = {0, last >>> 12, last >>> 6 & 63, last & 63};
    Gate.equal("the last chunk is found", true, changes.findChunk(ARRAY, at, 4, found));
    Gate.equal("chunks recorded", (long) REFERENCES, changes.distinctChunks());
  }

  private EditChanges write() {
    int row = rows.getAndIncrement();
    int[] at = {row, 0, 0, 0};
    for (int i = 0; i < REFERENCES; i++) {
      at[1] = i >>> 12;
      at[2] = i >>> 6 & 63;
      at[3] = i & 63;
      ChunkId id = new ChunkId(i * 0x9e37_79b9_7f4a_7c15L, row);
      changes.recordChunk(ARRAY, at, 4, new ChunkPayload.Native(id, 0, 1 << 20));
    }
    return changes;
  }

  @Benchmark
  @OperationsPerInvocation(REFERENCES)
  @Threads(1)
  public EditChanges oneThread() {
    return write();
  }

  @Benchmark
  @OperationsPerInvocation(REFERENCES)
  @Threads(8)
  public EditChanges eightThreads() {
    return write();
  }

  private static long[] fill() {
    long[] numbers = new long[REFERENCES * LONGS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * 0x9e37_79b9_7f4a_7c15L;
    }
    return numbers;
  }

  @Benchmark
  @OperationsPerInvocation(REFERENCES)
  @Threads(1)
  public long[] floorOneThread() {
    return fill();
  }

  @Benchmark
  @OperationsPerInvocation(REFERENCES)
  @Threads(8)
  public long[] floorEightThreads() {
    return fill();
  }
}
