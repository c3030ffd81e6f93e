package dev.floe.bench.soak;

import dev.floe.bench.Chunks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// The chunks that are overwritten again and again: groups of four, and a small one for each group
/// that lies in the manifest. All of a group have the same version in every snapshot.
///
/// ```
///          0        4         8       16
/// chunk    | number | version | seed  | noise, shifted by number and version … 64 KiB
/// small    | group  | version | seed  | the same                             … 64 B
/// ```
final class Cells {
  static final int CHUNK_BYTES = 64 << 10;
  static final int SMALL_BYTES = 64;
  static final int GROUP_CHUNKS = 4;

  /// What is no version.
  static final int WRONG = -1;

  private static final int HEADER_BYTES = 16;
  private static final int SHIFTS = 4096;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final int groups;
  private final long seed;
  private final MemorySegment noise;
  private final String[] chunkKeys;
  private final String[] smallKeys;

  Cells(int groups, long seed) {
    this.groups = groups;
    this.seed = seed;
    byte[] random = new byte[CHUNK_BYTES + SHIFTS];
    new Random(seed).nextBytes(random);
    noise = MemorySegment.ofArray(random);
    chunkKeys = new String[groups * GROUP_CHUNKS];
    for (int i = 0; i < chunkKeys.length; i++) {
      chunkKeys[i] = "cells/c/" + i;
    }
    smallKeys = new String[groups];
    for (int i = 0; i < groups; i++) {
      smallKeys[i] = "small/c/" + i;
    }
  }

  int groups() {
    return groups;
  }

  int chunks() {
    return chunkKeys.length;
  }

  String chunkKey(int chunk) {
    return chunkKeys[chunk];
  }

  String smallKey(int group) {
    return smallKeys[group];
  }

  MemorySegment chunkDocument() {
    return Chunks.array(chunks(), CHUNK_BYTES);
  }

  MemorySegment smallDocument() {
    return Chunks.array(groups, SMALL_BYTES);
  }

  /// Writes all bytes of a chunk, or of a small one.
  void fill(MemorySegment bytes, int number, int version) {
    bytes.set(INT, 0, number);
    bytes.set(INT, 4, version);
    bytes.set(LONG, 8, seed);
    long length = bytes.byteSize() - HEADER_BYTES;
    MemorySegment.copy(noise, shift(number, version), bytes, HEADER_BYTES, length);
  }

  /// The version of a chunk, or of a small one, every byte of which is right; otherwise [#WRONG].
  int version(MemorySegment bytes, int number) {
    int version = bytes.get(INT, 4);
    long length = bytes.byteSize() - HEADER_BYTES;
    boolean right =
        bytes.get(INT, 0) == number
            && version >= 0
            && bytes.get(LONG, 8) == seed
            && bytes.asSlice(HEADER_BYTES).mismatch(noise.asSlice(shift(number, version), length))
                < 0;
    return right ? version : WRONG;
  }

  /// Whether a part of a chunk's bytes is right for a version.
  boolean isPart(MemorySegment part, int number, int version, long offset) {
    long from = shift(number, version) + offset - HEADER_BYTES;
    return part.mismatch(noise.asSlice(from, part.byteSize())) < 0;
  }

  private static long shift(int number, int version) {
    return (number * 31L + version * 7919L) % SHIFTS;
  }
}
