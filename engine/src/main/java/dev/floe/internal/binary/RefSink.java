package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Takes the references of one array, one call each, in the order of their coordinates. What is
/// passed is borrowed for the call; coordinates are the bits of unsigned numbers in the first
/// `rank` elements of `coords`.
public interface RefSink {
  /// A chunk whose bytes are in the manifest itself.
  void inline(int[] coords, int rank, MemorySegment bytes);

  /// A part of a chunk object, whose id is given as big-endian numbers.
  void nativeChunk(int[] coords, int rank, long idHigh, int idLow, long offset, long length);

  /// A part of a foreign object.
  ///
  /// @param locationUtf8 the bytes of the location, as stored
  /// @param checksum null for none
  void virtualChunk(
      int[] coords,
      int rank,
      MemorySegment locationUtf8,
      long offset,
      long length,
      Checksum checksum);

  /// A part of a foreign object, whose location is at hand as a text.
  default void virtualChunk(
      int[] coords, int rank, String location, long offset, long length, Checksum checksum) {
    byte[] utf8 = location.getBytes(StandardCharsets.UTF_8);
    virtualChunk(coords, rank, MemorySegment.ofArray(utf8), offset, length, checksum);
  }

  /// Parts of a foreign object, of several chunks from some coordinates on; those are left at the
  /// last of them.
  default void virtualChunks(int[] coords, int rank, VirtualSpan span) {
    for (int i = 0; i < span.count(); i++) {
      coords[span.axis()] += i == 0 ? 0 : 1;
      virtualChunk(
          coords,
          rank,
          span.locationUtf8(),
          span.ranges().offset(i),
          span.ranges().lengthBytes(i),
          span.checksum());
    }
  }

  /// Any of them.
  default void payload(int[] coords, int rank, ChunkPayload payload) {
    switch (payload) {
      case ChunkPayload.Inline inline -> inline(coords, rank, inline.bytes());
      case ChunkPayload.Native chunk ->
          nativeChunk(
              coords,
              rank,
              chunk.id().high(),
              chunk.id().low(),
              chunk.offset(),
              chunk.lengthBytes());
      case ChunkPayload.Virtual chunk ->
          virtualChunk(
              coords,
              rank,
              chunk.location(),
              chunk.offset(),
              chunk.lengthBytes(),
              chunk.checksum().orElse(null));
    }
  }
}
