package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkType;
import dev.floe.format.DimensionShape;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.internal.commit.ChunkScan;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.concurrent.Scratch;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkCursor;
import dev.floe.memory.SegmentLease;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// One array of a store, for many reads by coordinates: the path is resolved once and again only
/// when the session's nodes changed. Thread-safe; nothing to close.
public final class StoredArray {
  private record Resolved(SessionCore.State state, long generation, ResolvedArray array) {}

  private final SessionCore core;
  private final NodePath path;
  private final Scratch<ChunkCursor> cursors;
  private volatile Resolved resolved;

  StoredArray(SessionCore core, NodePath path, Scratch<ChunkCursor> cursors) {
    this.core = core;
    this.path = path;
    this.cursors = cursors;
    resolved();
  }

  private ResolvedArray resolved() {
    return now().array;
  }

  private Resolved now() {
    Resolved now = resolved;
    SessionCore.State state = core.state();
    long generation = state.changes().nodeGeneration();
    if (now == null || now.state != state || now.generation != generation) {
      now = new Resolved(state, generation, core.array(path));
      resolved = now;
    }
    return now;
  }

  /// Where the array is.
  public NodePath path() {
    return path;
  }

  /// The array's identity, the same through updates and moves.
  public NodeId nodeId() {
    return resolved().node().id();
  }

  /// The array's dimensions.
  public List<DimensionShape> shape() {
    return resolved().array().shape();
  }

  /// The names of the dimensions, as far as they have any.
  public Optional<List<Optional<String>>> dimensionNames() {
    return resolved().array().dimensionNames();
  }

  /// Copies a part of a chunk to the beginning of `destination`. Allocates nothing when warm, for
  /// chunks inside manifests and for those of storages with direct reads.
  ///
  /// @param coordinates one index for each dimension, as the bits of unsigned numbers
  /// @return how many bytes were copied, or [Store#ABSENT]
  public long getInto(ByteRange range, MemorySegment destination, int... coordinates) {
    ResolvedArray array = resolved();
    ChunkCursor cursor = cursors.take();
    try {
      array.chunks().locate(coordinates, coordinates.length, cursor);
      return cursor.kind() == ChunkCursor.Kind.ABSENT
          ? Store.ABSENT
          : core.services().reads().readInto(cursor, core.pending(), range, destination);
    } finally {
      cursor.clear();
      cursors.give(cursor);
    }
  }

  /// A part of a chunk as a lease that the caller closes; empty if there is no such chunk.
  public Optional<SegmentLease> get(ByteRange range, ChunkIndices coordinates) {
    ChunkCursor cursor = cursors.take();
    try {
      resolved().chunks().locate(coordinates, cursor);
      return cursor.kind() == ChunkCursor.Kind.ABSENT
          ? Optional.empty()
          : Optional.of(core.services().reads().read(cursor, core.pending(), range));
    } finally {
      cursor.clear();
      cursors.give(cursor);
    }
  }

  /// Where a chunk is; empty if there is none.
  public Optional<ChunkReference> reference(ChunkIndices coordinates) {
    ChunkCursor cursor = cursors.take();
    try {
      resolved().chunks().locate(coordinates, cursor);
      return cursor.payload().map(payload -> new ChunkReference(coordinates, payload));
    } finally {
      cursor.clear();
      cursors.give(cursor);
    }
  }

  /// The references of all chunks of the grid, in the order of their coordinates, lazily. The
  /// stream is closed by the caller.
  public Stream<ChunkReference> references() {
    ChunkCursor cursor = new ChunkCursor();
    return visible(at -> {
      at.fill(cursor);
      return new ChunkReference(
          ChunkIndices.ofUnsigned(at.indices(), at.rank()), cursor.payload().orElseThrow());
    });
  }

  /// The coordinates of all chunks of the grid, in their order, lazily. The stream is closed by the
  /// caller.
  public Stream<ChunkIndices> coordinates() {
    return visible(at -> ChunkIndices.ofUnsigned(at.indices(), at.rank()));
  }

  private <T> Stream<T> visible(Function<ChunkScan, T> mapping) {
    Resolved now = now();
    ArrayChunks chunks = now.array.chunks();
    return ChunkKeys.stream(
        new ChunkScan(core, now.state, now.array),
        at -> chunks.contains(at.indices(), at.rank()) ? mapping.apply(at) : null);
  }

  /// The references of all chunks of the grid, in the order of their coordinates, to be copied out
  /// in columns. The scan is closed by the caller.
  public ChunkReferenceScan scan() {
    Resolved now = now();
    return new ChunkReferenceScan(
        now.array, new ChunkScan(core, now.state, now.array), core.services().assets().pool());
  }

  /// Where the bytes of a chunk are; nowhere outside the grid.
  ///
  /// @throws InvalidInputException `invalid-chunk-index` unless there is one coordinate for each
  ///   dimension
  public ChunkType chunkType(ChunkIndices coordinates) {
    ResolvedArray array = resolved();
    if (coordinates.rank() != array.chunks().rank()) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "chunk "
              + coordinates
              + " of "
              + path
              + ": expected "
              + array.chunks().rank()
              + " coordinates, found "
              + coordinates.rank());
    }
    ChunkCursor cursor = cursors.take();
    try {
      array.chunks().locate(coordinates, cursor);
      return switch (cursor.kind()) {
        case ABSENT -> ChunkType.UNINITIALIZED;
        case NATIVE -> ChunkType.NATIVE;
        case VIRTUAL -> ChunkType.VIRTUAL;
        case INLINE -> ChunkType.INLINE;
      };
    } finally {
      cursor.clear();
      cursors.give(cursor);
    }
  }
}
