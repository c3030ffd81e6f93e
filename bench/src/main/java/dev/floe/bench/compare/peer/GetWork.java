package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import dev.floe.zarr.StoredArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/// One chunk after another: leased, copied out by key, or copied out by a resolved array.
final class GetWork implements Work {
  private final Arena arena = Arena.ofShared();
  private final Home home;
  private final Repository repository;
  private final Store store;
  private final StoredArray array;
  private final String how;
  private final String[] keys;
  private final int[][] coordinates;
  private final int lengthBytes;
  private final MemorySegment destination;
  private final String sum;
  private int next;

  GetWork(Parameters with) throws IOException {
    home = new Home(with);
    how = with.text("how");
    lengthBytes = with.count("bytes");
    repository = home.withChunks(with);
    store = Home.reader(repository);
    array = store.array("a");
    keys = new String[with.count("chunks")];
    coordinates = new int[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Content.key(i);
      coordinates[i] = new int[] {i};
    }
    destination = arena.allocate(lengthBytes, 4096);
    sum = sum(store, keys, destination);
  }

  static String sum(Store store, String[] keys, MemorySegment destination) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < keys.length; i++) {
      long length = store.getInto(keys[i], ByteRange.all(), destination);
      Content.expect(destination, length, i, destination.byteSize());
      crc.update(destination.asByteBuffer());
    }
    return "%08x".formatted(crc.getValue());
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) {
    long start = System.nanoTime();
    switch (how) {
      case "lease" -> leased(repetitions);
      case "array" -> byArray(repetitions);
      default -> byKey(repetitions);
    }
    return Answer.of(repetitions, System.nanoTime() - start);
  }

  private int turn() {
    next = next + 1 == keys.length ? 0 : next + 1;
    return next;
  }

  private void leased(long repetitions) {
    for (long i = 0; i < repetitions; i++) {
      int chunk = turn();
      try (SegmentLease lease = store.get(keys[chunk]).orElseThrow()) {
        Content.expect(lease.segment(), lease.lengthBytes(), chunk, lengthBytes);
      }
    }
  }

  private void byKey(long repetitions) {
    for (long i = 0; i < repetitions; i++) {
      int chunk = turn();
      long length = store.getInto(keys[chunk], ByteRange.all(), destination);
      Content.expect(destination, length, chunk, lengthBytes);
    }
  }

  private void byArray(long repetitions) {
    for (long i = 0; i < repetitions; i++) {
      int chunk = turn();
      long length = array.getInto(ByteRange.all(), destination, coordinates[chunk]);
      Content.expect(destination, length, chunk, lengthBytes);
    }
  }

  @Override
  public void close() throws IOException {
    repository.close();
    home.close();
    arena.close();
  }
}
