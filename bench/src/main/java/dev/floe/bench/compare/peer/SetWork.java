package dev.floe.bench.compare.peer;

import dev.floe.ChunkPacking;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;

/// Chunks set in a session of a fresh repository of one engine, by `tasks` threads; with
/// `committed` they are committed too, and that counts. With `handed` the memory is handed over, as
/// the peers' buffers of shared ownership always are: every chunk is a share of one lease that was
/// filled before. With `packed` many chunks share an object.
final class SetWork implements Work {
  private final Arena arena = Arena.ofShared();
  private final Parameters with;
  private final Engine engine;
  private final String[] keys;
  private final MemorySegment chunk;
  private final Tasks tasks;

  SetWork(Parameters with) {
    this.with = with;
    engine = Home.engine(with);
    keys = new String[with.count("chunks")];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Content.key(i);
    }
    chunk = arena.allocate(with.number("bytes"), 4096);
    Content.fill(chunk, 7);
    tasks = new Tasks(with);
  }

  @Override
  public String sum() {
    return Integer.toString(keys.length);
  }

  @Override
  public Answer run(long repetitions) throws IOException, InterruptedException, ExecutionException {
    try (Home home = new Home(with, engine);
        Repository repository = home.create(options())) {
      Session session = repository.writableSession("main");
      Store store = session.store();
      store.set("a/zarr.json", Chunks.array(keys.length, chunk.byteSize()));
      boolean handed = with.is("handed", "yes");
      long took = handed ? handOver(store, repetitions) : copy(store, repetitions);
      if (with.is("committed", "yes")) {
        long start = System.nanoTime();
        session.commit("chunks");
        took += System.nanoTime() - start;
      }
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment read = scratch.allocate(chunk.byteSize());
        long length = store.getInto(keys[0], ByteRange.all(), read);
        Content.expect(read, length, 7, chunk.byteSize());
      }
      return Answer.of(repetitions, took);
    }
  }

  private RepositoryOptions options() {
    return with.is("packed", "yes")
        ? RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(chunk.byteSize()))
        : RepositoryOptions.STANDARD;
  }

  private long copy(Store store, long repetitions) throws InterruptedException, ExecutionException {
    return tasks.run(repetitions, i -> store.set(key(i), chunk));
  }

  private long handOver(Store store, long repetitions)
      throws InterruptedException, ExecutionException {
    try (SegmentLease filled = store.lease(chunk.byteSize())) {
      filled.segment().copyFrom(chunk);
      return tasks.run(repetitions, i -> store.set(key(i), filled.share()));
    }
  }

  private String key(long repetition) {
    return keys[(int) (repetition % keys.length)];
  }

  @Override
  public void close() {
    tasks.close();
    engine.close();
    arena.close();
  }
}
