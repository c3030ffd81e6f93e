package dev.floe.bench.compare.peer;

import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.Store;
import dev.floe.zarr.VirtualChunkColumns;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes and the references of chunks, as every peer makes them.
public final class Content {
  private static final int FIRST = (int) 2_654_435_761L;
  private static final int STEP = (int) 2_246_822_519L;
  private static final int REFS_OF_A_FILE = 100;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  private Content() {}

  static String key(long chunk) {
    return "a/c/" + chunk;
  }

  /// Words of four bytes that follow from the number of the chunk.
  static void fill(MemorySegment chunk, long number) {
    int word = (int) number * FIRST;
    long at = 0;
    for (; at + 4 <= chunk.byteSize(); at += 4) {
      chunk.set(WORD, at, word);
      word += STEP;
    }
    for (int shift = 0; at < chunk.byteSize(); at++, shift += 8) {
      chunk.set(ValueLayout.JAVA_BYTE, at, (byte) (word >>> shift));
    }
  }

  /// Fills an array with the bytes of one chunk after another.
  public static void fillAll(byte[] bytes, int lengthBytes) {
    MemorySegment all = MemorySegment.ofArray(bytes);
    for (int i = 0; i < bytes.length / lengthBytes; i++) {
      fill(all.asSlice((long) i * lengthBytes, lengthBytes), i);
    }
  }

  static MemorySegment of(long number, int lengthBytes) {
    MemorySegment chunk = MemorySegment.ofArray(new byte[lengthBytes]);
    fill(chunk, number);
    return chunk;
  }

  static void expect(MemorySegment bytes, long lengthBytes, long number, long expectedBytes) {
    if (lengthBytes != expectedBytes || bytes.get(WORD, 0) != (int) number * FIRST) {
      throw new IllegalStateException("chunk " + number + ": " + lengthBytes + " bytes, or others");
    }
  }

  /// `count` virtual references from a chunk on, in columns: to chunks of equal lengths in even
  /// distances, as uncompressed ones lie, or `uneven`, as compressed ones do.
  static VirtualChunkColumns references(Arena arena, long from, int count, boolean uneven) {
    List<String> locations = new ArrayList<>(count);
    MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, count);
    MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, count);
    String location = "";
    for (int i = 0; i < count; i++) {
      long chunk = from + i;
      if (i == 0 || chunk % REFS_OF_A_FILE == 0) {
        location = "s3://archive/model/run-" + chunk / REFS_OF_A_FILE + ".nc";
      }
      locations.add(location);
      long less = uneven ? less(chunk) : 0;
      offsets.setAtIndex(ValueLayout.JAVA_LONG, i, 4096 + chunk % REFS_OF_A_FILE * 65_536 + less);
      lengths.setAtIndex(ValueLayout.JAVA_LONG, i, 65_536 - less);
    }
    return new VirtualChunkColumns(
        new long[] {count}, new long[] {from}, locations, offsets, lengths, Optional.empty());
  }

  /// By how many bytes a chunk that was compressed is shorter.
  private static long less(long chunk) {
    return (int) chunk * FIRST >>> 20;
  }

  /// Sets references in batches, so that those that wait to be set stay few.
  static void setReferences(Store store, int count) {
    int batch = 100_000;
    for (int from = 0; from < count; from += batch) {
      try (Arena arena = Arena.ofConfined()) {
        store.setVirtualRefs(
            "a", references(arena, from, Math.min(batch, count - from), false), false);
      }
    }
  }

  static VirtualChunk changed(long offset) {
    return new VirtualChunk("s3://archive/model/other.nc", offset, 65_536, Optional.empty());
  }
}
