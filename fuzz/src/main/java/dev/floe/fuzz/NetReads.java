package dev.floe.fuzz;

import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Ranges of some objects, read while things go wrong, some of them cancelled: the bytes are right
/// or the read fails and names its object, it ends once and in time, and nothing is written to its
/// destination afterwards.
final class NetReads {
  private static final int OBJECTS = 24;
  private static final int MARGIN_BYTES = 64;
  private static final byte UNTOUCHED = 0x5a;

  /// So many of a worker's last destinations are looked at again.
  private static final int WATCHED = 6;

  private final long seed;
  private final int reads;
  private final List<byte[]> objects = new ArrayList<>();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /// @param largestBytes of an object
  NetReads(long seed, int reads, int largestBytes) {
    this.seed = seed;
    this.reads = reads;
    Random random = new Random(seed);
    for (int i = 0; i < OBJECTS; i++) {
      byte[] object = new byte[1 + (i < 4 ? i : random.nextInt(largestBytes))];
      random.nextBytes(object);
      objects.add(object);
    }
  }

  private static String key(int object) {
    return "chunks/OBJECT" + object;
  }

  /// Writes the objects, on a storage on which nothing goes wrong.
  void write(Storage storage) {
    for (int i = 0; i < OBJECTS; i++) {
      storage.put(key(i), MemorySegment.ofArray(objects.get(i)), PutOptions.chunk()).join();
    }
  }

  /// Reads, a number of reads at once.
  ///
  /// @return what is wrong, one line each
  List<String> run(Storage storage, SegmentPool pool, int atOnce)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        workers.add(threads.submit(() -> work(storage, pool)));
      }
      for (Future<Void> worker : workers) {
        worker.get();
      }
    }
    if (right.get() < reads * 3L / 4) {
      problems.add("only " + right + " of " + reads + " reads succeeded");
    }
    return problems;
  }

  String summary() {
    return "%d reads: %d right, %d failed, %d cancelled"
        .formatted(reads, right.get(), failed.get(), cancelled.get());
  }

  private Void work(Storage storage, SegmentPool pool) throws InterruptedException {
    Deque<SegmentLease> watched = new ArrayDeque<>();
    for (int number = next.getAndIncrement(); number < reads; number = next.getAndIncrement()) {
      watched.add(read(storage, pool, number));
      if (watched.size() > WATCHED) {
        untouched(watched.poll());
      }
    }
    watched.forEach(this::untouched);
    return null;
  }

  private void untouched(SegmentLease lease) {
    try (lease) {
      MemorySegment segment = lease.segment();
      for (long i = 0; i < segment.byteSize(); i++) {
        if (segment.get(ValueLayout.JAVA_BYTE, i) != UNTOUCHED) {
          problems.add("a destination was written to after its read had ended");
          return;
        }
      }
    }
  }

  /// One read; its destination is handed on, to see what becomes of it.
  private SegmentLease read(Storage storage, SegmentPool pool, int number)
      throws InterruptedException {
    Random random = new Random(seed * 31 + number);
    int object = random.nextInt(OBJECTS);
    byte[] content = objects.get(object);
    ByteRange range = range(random, content.length);
    int start = (int) range.start(content.length);
    int length = (int) (range.end(content.length) - start);
    SegmentLease lease = pool.lease(length + MARGIN_BYTES);
    lease.segment().fill(UNTOUCHED);
    MemorySegment destination = lease.segment().asSlice(0, length);
    Target target = random.nextBoolean() ? Target.of(destination) : _ -> destination;
    CompletableFuture<GetResult> future = storage.get(key(object), GetOptions.range(range), target);
    AtomicInteger ends = new AtomicInteger();
    CompletableFuture<?> told = future.handle((_, _) -> ends.incrementAndGet());
    boolean cancels = random.nextInt(20) == 0;
    if (cancels) {
      TimeUnit.MICROSECONDS.sleep(random.nextInt(3_000));
      future.cancel(true);
    }
    String what = "read " + number + " of " + key(object) + " " + range + ": ";
    try {
      GetResult result = future.get(NetFaults.OPERATION.toSeconds() * 2, TimeUnit.SECONDS);
      boolean same =
          result instanceof GetResult.Modified found
              && found.lengthBytes() == length
              && destination.mismatch(MemorySegment.ofArray(content).asSlice(start, length)) < 0;
      problem(!same, what + "wrong bytes, " + result);
      right.incrementAndGet();
    } catch (TimeoutException _) {
      problem(true, what + "hangs");
    } catch (CancellationException _) {
      problem(!cancels, what + "cancelled by nobody");
      cancelled.incrementAndGet();
    } catch (ExecutionException e) {
      boolean named =
          e.getCause() instanceof IcechunkException failure
              && failure.getMessage().contains(key(object));
      problem(!named, what + "failed without its name: " + e.getCause());
      failed.incrementAndGet();
    }
    if (future.isDone()) {
      told.join(); // whoever waits may go on before those who are told
    }
    problem(ends.get() != 1, what + "ended " + ends + " times");
    MemorySegment margin = lease.segment().asSlice(length, MARGIN_BYTES);
    problem(margin.mismatch(MemorySegment.ofArray(margin())) >= 0, what + "wrote beyond its end");
    lease.segment().fill(UNTOUCHED);
    return lease;
  }

  private static byte[] margin() {
    byte[] margin = new byte[MARGIN_BYTES];
    Arrays.fill(margin, UNTOUCHED);
    return margin;
  }

  private static ByteRange range(Random random, int size) {
    int start = random.nextInt(size);
    int length = 1 + random.nextInt(size - start);
    return switch (random.nextInt(6)) {
      case 0 -> ByteRange.all();
      case 1 -> ByteRange.from(start);
      case 2 -> ByteRange.last(length);
      default -> ByteRange.of(start, start + length);
    };
  }

  private void problem(boolean there, String what) {
    if (there) {
      problems.add(what);
    }
  }
}
