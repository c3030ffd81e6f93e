package dev.floe.bench.compare.peer;

import dev.floe.ChunkPacking;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.format.ByteRange;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Very many chunks written to a bucket, packed, and committed: one after another, for none waits.
final class ObjectsWork implements Work {
  private final Arena arena = Arena.ofShared();
  private final Parameters with;
  private final int lengthBytes;
  private final String[] keys;
  private final MemorySegment[] chunks;

  ObjectsWork(Parameters with) {
    this.with = with;
    lengthBytes = with.count("bytes");
    keys = new String[with.count("chunks")];
    chunks = new MemorySegment[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Content.key(i);
      chunks[i] = arena.allocate(lengthBytes, 64);
      Content.fill(chunks[i], i);
    }
  }

  @Override
  public String sum() {
    return Integer.toString(keys.length);
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    RepositoryOptions packed =
        RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(lengthBytes));
    try (Home home = new Home(with);
        Repository repository = home.create(packed);
        Arena scratch = Arena.ofConfined()) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", Chunks.array(keys.length, lengthBytes));
      Answer.Phases phases = new Answer.Phases();
      phases.begin();
      for (int i = 0; i < keys.length; i++) {
        session.store().set(keys[i], chunks[i]);
      }
      session.commit("chunks");
      phases.end("write");
      Store reader = Home.reader(repository);
      MemorySegment read = scratch.allocate(lengthBytes);
      for (int i : new int[] {0, keys.length / 2, keys.length - 1}) {
        Content.expect(read, reader.getInto(keys[i], ByteRange.all(), read), i, lengthBytes);
      }
      return phases.answer().counting("puts", home.chunkObjects(with));
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
