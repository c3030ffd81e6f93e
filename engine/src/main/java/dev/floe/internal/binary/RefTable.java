package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ObjectId;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What the table of one chunk reference says; tables are named by their position. Safe on any
/// thread.
final class RefTable {
  private final FlatBuffer buffer;
  private final LocationDictionary dictionary;
  private final RefShape shape;

  RefTable(FlatBuffer buffer, LocationDictionary dictionary, RefShape shape) {
    this.buffer = buffer;
    this.dictionary = dictionary;
    this.shape = shape;
  }

  private long index(long table) {
    return shape.index(table);
  }

  int rank(long table) {
    return buffer.count(index(table));
  }

  /// Copies as many coordinates as fit, and returns how many there are.
  int coords(long table, int[] into) {
    long index = index(table);
    int rank = buffer.count(index);
    for (int i = 0; i < Math.min(rank, into.length); i++) {
      into[i] = buffer.i32(index + 4 + 4L * i);
    }
    return rank;
  }

  ManifestView.Kind kind(long table) {
    if (shape.field(table, ChunkRef.CHUNK_ID) != FlatBuffer.ABSENT) {
      return ManifestView.Kind.NATIVE;
    }
    if (isLocationCompressed(table) || shape.field(table, ChunkRef.LOCATION) != FlatBuffer.ABSENT) {
      return ManifestView.Kind.VIRTUAL;
    }
    if (shape.field(table, ChunkRef.INLINE) != FlatBuffer.ABSENT) {
      return ManifestView.Kind.INLINE;
    }
    throw buffer.bad(table, "a chunk id, a location or inline bytes", "none of them");
  }

  /// The vector of the bytes of an inline reference.
  long inline(long table) {
    return shape.requiredVector(table, ChunkRef.INLINE, 1, "ChunkRef.inline");
  }

  MemorySegment inlineBytes(long table) {
    return buffer.bytes(inline(table));
  }

  private long chunkIdAt(long table) {
    return shape.required(table, ChunkRef.CHUNK_ID, Layout.ID12, "ChunkRef.chunk_id");
  }

  long chunkIdHigh(long table) {
    return buffer.segment().get(ObjectId.HIGH, chunkIdAt(table));
  }

  int chunkIdLow(long table) {
    return buffer.segment().get(ObjectId.LOW, chunkIdAt(table) + 8);
  }

  long offset(long table) {
    return unsigned(table, ChunkRef.OFFSET, "offset");
  }

  long length(long table) {
    long length = unsigned(table, ChunkRef.LENGTH, "length");
    if (length + offset(table) < 0) {
      throw buffer.bad(table, "an end below 2^63", "a higher one");
    }
    return length;
  }

  private long unsigned(long table, int slot, String name) {
    long position = shape.field(table, slot);
    long value = position == FlatBuffer.ABSENT ? 0 : buffer.i64(position);
    if (value < 0) {
      throw buffer.bad(table, "a " + name + " below 2^63", Long.toUnsignedString(value));
    }
    return value;
  }

  boolean isLocationCompressed(long table) {
    return shape.field(table, ChunkRef.COMPRESSED_LOCATION) != FlatBuffer.ABSENT;
  }

  long storedLocation(long table) {
    long compressed = buffer.vector(shape.field(table, ChunkRef.COMPRESSED_LOCATION), 1);
    return compressed == FlatBuffer.ABSENT
        ? shape.requiredVector(table, ChunkRef.LOCATION, 1, "ChunkRef.location")
        : compressed;
  }

  MemorySegment locationUtf8(long table) {
    long compressed = buffer.vector(shape.field(table, ChunkRef.COMPRESSED_LOCATION), 1);
    return compressed == FlatBuffer.ABSENT
        ? buffer.bytes(shape.requiredVector(table, ChunkRef.LOCATION, 1, "ChunkRef.location"))
        : dictionary.expand(compressed);
  }

  String location(long table) {
    MemorySegment utf8 = locationUtf8(table);
    return StrictUtf8.decode(utf8, 0, utf8.byteSize(), buffer.object());
  }

  /// The checksum, or null.
  Checksum checksum(long table) {
    String etag = buffer.text(buffer.vector(shape.field(table, ChunkRef.CHECKSUM_ETAG), 1));
    if (etag != null) {
      return new Checksum.ETag(etag);
    }
    int seconds = buffer.i32(table, ChunkRef.CHECKSUM_LAST_MODIFIED, 0);
    return seconds == 0 ? null : new Checksum.LastModified(Integer.toUnsignedLong(seconds));
  }

  ChunkPayload payload(long table) {
    return switch (kind(table)) {
      case NATIVE ->
          new ChunkPayload.Native(
              new ChunkId(chunkIdHigh(table), chunkIdLow(table)), offset(table), length(table));
      case VIRTUAL ->
          new ChunkPayload.Virtual(
              location(table), offset(table), length(table), Optional.ofNullable(checksum(table)));
      case INLINE -> new ChunkPayload.Inline(inlineBytes(table));
    };
  }

  void copyTo(long table, int[] coords, RefSink sink) {
    int rank = coords(table, coords);
    if (rank > coords.length) {
      throw buffer.bad(table, "at most " + coords.length + " coordinates", Integer.toString(rank));
    }
    switch (kind(table)) {
      case INLINE -> sink.inline(coords, rank, inlineBytes(table));
      case NATIVE ->
          sink.nativeChunk(
              coords, rank, chunkIdHigh(table), chunkIdLow(table), offset(table), length(table));
      case VIRTUAL ->
          sink.virtualChunk(
              coords, rank, locationUtf8(table), offset(table), length(table), checksum(table));
    }
  }
}
