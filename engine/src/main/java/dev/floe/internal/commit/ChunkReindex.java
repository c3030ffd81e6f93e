package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.read.ChunkCursor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// Moves the references of an array's chunks to other coordinates; no byte of a chunk is touched.
/// What is where afterwards is worked out in a table of its own from what the session sees, and
/// laid over the session's changes at the end, in one step.
///
/// ```
/// chunk at c, forward(c) = d     the chunk, or its deletion, is at d
///             forward(c) = none  it stays where it is …
/// c that nothing moves to        … unless backward(c) names no chunk: then it is deleted
/// ```
///
/// One use, one thread.
public final class ChunkReindex {
  private final SessionCore.State state;
  private final ResolvedArray array;
  private final Function<ChunkIndices, Optional<ChunkIndices>> forward;

  /// Where what is at some coordinates comes from, or null if what nothing moves to stays.
  private final Function<ChunkIndices, Optional<ChunkIndices>> backward;

  private final PagedChunkTable moved;
  private final ChunkCursor cursor = new ChunkCursor();

  private ChunkReindex(
      SessionCore.State state,
      ResolvedArray array,
      Function<ChunkIndices, Optional<ChunkIndices>> forward,
      Function<ChunkIndices, Optional<ChunkIndices>> backward) {
    this.state = state;
    this.array = array;
    this.forward = forward;
    this.backward = backward;
    this.moved =
        new PagedChunkTable(array.chunks().rank(), new MutationGate(), new ChunkMemory(), false);
  }

  /// Moves the chunks of an array as functions say. A failure leaves the session as it was.
  ///
  /// @param backward null where what nothing moves to stays
  public static void reindex(
      SessionCore core,
      NodePath path,
      Function<ChunkIndices, Optional<ChunkIndices>> forward,
      Function<ChunkIndices, Optional<ChunkIndices>> backward) {
    SessionCore.State state = core.state();
    ResolvedArray array = regularArray(core, state, path);
    core.writableState();
    new ChunkReindex(state, array, forward, backward).run(core);
  }

  /// Moves the chunks of an array by some chunks in each dimension.
  public static void shift(SessionCore core, NodePath path, long[] offsets) {
    SessionCore.State state = core.state();
    ResolvedArray array = regularArray(core, state, path);
    requireOneForEachDimension(path, array, offsets);
    core.writableState();
    long[] back = Arrays.stream(offsets).map(offset -> -offset).toArray();
    new ChunkReindex(state, array, shifted(array, offsets), shifted(array, back)).run(core);
  }

  private static ResolvedArray regularArray(
      SessionCore core, SessionCore.State state, NodePath path) {
    NodeSnapshot array = state.nodes().array(path);
    requireRegular(array);
    return core.resolvedOf(state, array);
  }

  /// Refuses arrays whose chunks have no one size: moved, they would not fit.
  private static void requireRegular(NodeSnapshot array) {
    JsonValue document =
        JsonText.parse(
            array.userData().toArray(ValueLayout.JAVA_BYTE), "document of " + array.path());
    JsonValue grid = member(document, "chunk_grid");
    String name = member(grid, "name") instanceof JsonString(String text) ? text : "unknown";
    if (!name.equals("regular")) {
      throw new InvalidInputException(
          ErrorKind.UNIMPLEMENTED,
          "array "
              + array.path()
              + ": expected a regular chunk grid to move chunks in, found "
              + JsonText.quote(name));
    }
  }

  private static JsonValue member(JsonValue value, String name) {
    return value instanceof JsonObject object ? object.members().get(name) : null;
  }

  /// Where a chunk is after a shift by some number of chunks in each dimension; nowhere if that is
  /// outside the grid.
  private static Function<ChunkIndices, Optional<ChunkIndices>> shifted(
      ResolvedArray array, long[] offsets) {
    return at -> {
      long[] shifted = new long[offsets.length];
      for (int i = 0; i < shifted.length; i++) {
        long count = array.array().shape().get(i).chunkCount();
        if (offsets[i] <= -count || offsets[i] >= count) {
          return Optional.empty();
        }
        shifted[i] = at.at(i) + offsets[i];
        if (shifted[i] < 0 || shifted[i] >= count) {
          return Optional.empty();
        }
      }
      return Optional.of(ChunkIndices.of(shifted));
    };
  }

  private static void requireOneForEachDimension(
      NodePath path, ResolvedArray array, long[] offsets) {
    if (offsets.length != array.chunks().rank()) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "shift of "
              + path
              + ": expected "
              + array.chunks().rank()
              + " offsets, found "
              + offsets.length);
    }
  }

  private void run(SessionCore core) {
    try (ChunkScan scan = new ChunkScan(core, state, array)) {
      while (scan.next()) {
        if (array.chunks().contains(scan.indices(), scan.rank())) {
          scan.fill(cursor);
          ChunkPayload payload = cursor.payload().orElseThrow();
          visit(ChunkIndices.ofUnsigned(scan.indices(), scan.rank()), payload);
        }
      }
    }
    visitDeletions();
    cursor.clear();
    SortedChunks all = moved.sorted();
    if (all.size() > 0) {
      state.changes().recordAll(array.node().id(), all, this::requireSameArray);
    }
  }

  private void visitDeletions() {
    ChunkTable table = state.changes().chunks(array.node().id());
    if (table == null) {
      return;
    }
    SortedChunks recorded = table.sorted();
    RecordedChunk chunk = new RecordedChunk();
    for (int i = 0; i < recorded.size(); i++) {
      recorded.read(i, chunk);
      if (chunk.kind() == RecordedChunk.Kind.DELETED
          && array.chunks().contains(chunk.unsignedIndices(), chunk.rank())) {
        visit(chunk.indices(), null);
      }
    }
  }

  /// Moves what is at some coordinates, a deletion if it is null.
  private void visit(ChunkIndices at, ChunkPayload payload) {
    Optional<ChunkIndices> to = forward.apply(at);
    if (to.isPresent()) {
      requireChunk(at, to.get());
      moved.record(to.get().toUnsigned(), to.get().rank(), payload);
    }
    if (backward != null && backward.apply(at).filter(this::isThere).isEmpty()) {
      moved.recordIf(at.toUnsigned(), at.rank(), entry -> entry == null, null);
    }
  }

  private void requireChunk(ChunkIndices from, ChunkIndices to) {
    if (!array.chunks().contains(to.toUnsigned(), to.rank())) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "chunk "
              + from
              + " of "
              + array.node().path()
              + ": expected a place for it within the grid "
              + array.array().shape().stream().map(dimension -> dimension.chunkCount()).toList()
              + ", found "
              + to);
    }
  }

  private boolean isThere(ChunkIndices at) {
    if (!array.chunks().contains(at.toUnsigned(), at.rank())) {
      return false;
    }
    array.chunks().locate(at, cursor);
    return cursor.kind() != ChunkCursor.Kind.ABSENT;
  }

  /// The array may have changed since its chunks were looked through.
  private void requireSameArray() {
    state.changes().requireBase(state.nodes().base());
    NodeSnapshot now = state.nodes().array(array.node().path());
    if (!now.id().equals(array.node().id())
        || !((NodeData.Array) now.data()).shape().equals(array.array().shape())) {
      throw new InternalException(
          ErrorKind.CONCURRENCY,
          "array " + now.path() + ": it changed while its chunks were moved; move them again");
    }
  }
}
