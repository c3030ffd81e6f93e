package dev.floe.internal.commit;

import dev.floe.format.ManifestExtents;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RefPatch;
import java.util.Optional;

/// What was recorded of one box, as a patch of the one manifest that lies in it.
///
/// @param positions which of the chunks lie in the box, in their order
/// @param extents of the manifest
record PatchedBox(SortedChunks chunks, Positions positions, ManifestExtents extents)
    implements RefPatch {
  @Override
  public void forEach(Sink sink) {
    ChangedRun run = new ChangedRun(chunks, positions);
    while (run.advance()) {
      if (!run.emit(sink)) {
        sink.deleted(run.coords(), run.coords().length);
      }
    }
  }

  /// The smallest box around the references of the manifest once it is patched; empty if only the
  /// references can tell, because one at its border is taken out.
  Optional<ManifestExtents> extentsAfter(ManifestView manifest) {
    int rank = chunks.rank();
    if (extents.rank() != rank) {
      return Optional.empty();
    }
    int[] from = new int[rank];
    int[] to = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      from[axis] = (int) extents.from(axis);
      to[axis] = (int) extents.to(axis);
    }
    RecordedChunk chunk = new RecordedChunk();
    int[] coords = new int[rank];
    for (int i = 0; i < positions.size(); i++) {
      boolean atBorder = false;
      for (int axis = 0; axis < rank; axis++) {
        coords[axis] = chunks.indexAt(positions.at(i), axis);
        atBorder |= coords[axis] == from[axis] || coords[axis] == to[axis] - 1;
      }
      chunks.read(positions.at(i), chunk);
      if (chunk.kind() != RecordedChunk.Kind.DELETED) {
        include(coords, from, to);
      } else if (atBorder && manifest.find(0, coords, rank) >= 0) {
        return Optional.empty();
      }
    }
    return Optional.of(ManifestExtents.ofUnsigned(from, to));
  }

  private static void include(int[] coords, int[] from, int[] to) {
    for (int axis = 0; axis < coords.length; axis++) {
      if (Integer.compareUnsigned(coords[axis], from[axis]) < 0) {
        from[axis] = coords[axis];
      }
      if (Integer.compareUnsigned(coords[axis], to[axis] - 1) > 0) {
        to[axis] = coords[axis] + 1;
      }
    }
  }
}
