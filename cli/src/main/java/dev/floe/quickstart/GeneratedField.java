package dev.floe.quickstart;

import dev.floe.format.JsonValue;
import dev.floe.virtualize.ArrayMetadata;
import dev.floe.virtualize.ZarrCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/// A field of some times, 16 levels, 512 latitudes and 512 longitudes, 16 MiB a time, whose every
/// value can be computed again: a float between 0 and 1 mixed from the position of the value in the
/// array. Stored in square chunks of one level each.
///
/// @param times how many times it has
/// @param side how many latitudes and longitudes a chunk has; divides 512
record GeneratedField(String name, int times, int side) {
  static final int LEVELS = 16;
  static final int ACROSS = 512;
  private static final ValueLayout.OfFloat VALUE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// How many chunks the array has.
  int chunks() {
    return times * LEVELS * chunksAcross() * chunksAcross();
  }

  private int chunksAcross() {
    return ACROSS / side;
  }

  /// How many bytes the array has.
  long bytes() {
    return (long) chunks() * chunkBytes();
  }

  int chunkBytes() {
    return side * side * 4;
  }

  /// The store key of a chunk, counted in C order.
  String key(int chunk) {
    int n = chunksAcross();
    int level = chunk / (n * n);
    return "%s/c/%d/%d/%d/%d"
        .formatted(name, level / LEVELS, level % LEVELS, chunk / n % n, chunk % n);
  }

  /// Writes the bytes of a chunk.
  void fill(int chunk, MemorySegment destination) {
    fillRows(chunk, 0, side, destination);
  }

  /// Writes the bytes of some rows of a chunk.
  void fillRows(int chunk, int firstRow, int rows, MemorySegment destination) {
    int n = chunksAcross();
    long level = chunk / (n * n);
    long top = (long) (chunk / n % n) * side + firstRow;
    long left = (long) (chunk % n) * side;
    long at = 0;
    for (int row = 0; row < rows; row++) {
      long position = (level * ACROSS + top + row) * ACROSS + left;
      for (int column = 0; column < side; column++, at += 4) {
        destination.set(VALUE, at, value(position + column));
      }
    }
  }

  private static float value(long position) {
    long mixed = position * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    return (mixed >>> 40) * 0x1p-24f;
  }

  ArrayMetadata metadata() {
    return new ArrayMetadata(
        List.of((long) times, (long) LEVELS, (long) ACROSS, (long) ACROSS),
        List.of(1L, 1L, (long) side, (long) side),
        "float32",
        new JsonValue.JsonDouble(0),
        List.of(new ZarrCodec("bytes", Map.of("endian", JsonValue.of("little")))),
        List.of("time", "level", "latitude", "longitude"),
        Map.of());
  }
}
