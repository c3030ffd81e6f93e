package dev.floe.internal.commit;

import dev.floe.format.ChunkIndices;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which manifests an array needs now: those that stay as they are, and those to be written, and
/// from what. Pure but for one question: where the references of a manifest lie that straddles
/// boxes.
///
/// ```
/// boxes          |     A     |     B     |     C     |
/// manifests      | m1  |       | m2  |     | m3|            m2 straddles: it is taken apart
/// changes              x
/// plan           write m1 + x + m2∩A · write m2∩B · keep m3
/// ```
final class ArrayPlan {
  /// A manifest of the array's, as far as it concerns one box.
  ///
  /// @param refs the places of the array's references that lie in the box; null if all do
  record Hit(ManifestRef manifest, Positions refs) {}

  /// One manifest reference of the array's new state.
  sealed interface Step {
    /// The manifest stays.
    record Keep(ManifestRef manifest) implements Step {}

    /// A manifest with the references of these, as far as they lie in the box, under the changes;
    /// if there are none, no manifest.
    ///
    /// @param box the ordinals of the box
    /// @param changes places in the array's recorded chunks
    record Write(int[] box, List<Hit> sources, Positions changes) implements Step {}
  }

  /// Tells in which boxes the references of a manifest lie.
  interface Contents {
    /// The places of the array's references by the ordinals of the box they lie in.
    Map<ChunkIndices, Positions> boxesOf(ManifestRef manifest, ManifestSplits splits);
  }

  private static final class Box {
    private final List<Hit> hits = new ArrayList<>();
    private final Positions changes = new Positions();
  }

  private final ManifestSplits splits;
  private final boolean rewrite;

  /// Manifests that stay though they reach into several boxes.
  private final List<Step> straddling = new ArrayList<>();

  /// By ordinals: the last axis fastest.
  private final Map<ChunkIndices, Box> boxes = new TreeMap<>();

  private ArrayPlan(ManifestSplits splits, boolean rewrite) {
    this.splits = splits;
    this.rewrite = rewrite;
  }

  /// The steps of an array, in the order of the boxes, then of the manifests.
  ///
  /// @param array with the shape of the session and the manifests of the base
  /// @param changes what was recorded for the array, or null
  /// @param rewrite whether no manifest stays, so that each box has one at most
  static List<Step> of(
      NodeData.Array array,
      ManifestSplits splits,
      SortedChunks changes,
      boolean rewrite,
      Contents contents) {
    ArrayPlan plan = new ArrayPlan(splits, rewrite);
    if (changes != null) {
      plan.addChanges(changes);
    }
    for (ManifestRef manifest : array.manifests()) {
      plan.addManifest(manifest, contents);
    }
    return plan.steps();
  }

  /// Changes that lie in no box are dropped.
  private void addChanges(SortedChunks changes) {
    int[] coords = new int[changes.rank()];
    int[] ordinals = new int[changes.rank()];
    int[] lastOrdinals = null;
    Box last = null;
    int together;
    for (int i = 0; i < changes.size(); i += together) {
      RecordedSpan span = changes.spanAt(i);
      together = span == null ? 1 : span.count();
      for (int d = 0; d < coords.length; d++) {
        coords[d] = changes.indexAt(i, d);
      }
      if (splits.find(coords, coords.length, ordinals)) {
        if (lastOrdinals == null || !Arrays.equals(lastOrdinals, ordinals)) {
          lastOrdinals = ordinals.clone();
          last = box(ChunkIndices.ofUnsigned(ordinals));
        }
        if (span != null) {
          together = Math.min(together, splits.leftInBox(coords, span.axis()));
        }
        last.changes.add(i, together);
      }
    }
  }

  private Box box(ChunkIndices ordinals) {
    return boxes.computeIfAbsent(ordinals, key -> new Box());
  }

  private void addManifest(ManifestRef manifest, Contents contents) {
    int[] only = onlyBox(manifest.extents());
    if (only != null) {
      box(ChunkIndices.ofUnsigned(only)).hits.add(new Hit(manifest, null));
    } else if (mayStraddle(manifest.extents())) {
      straddling.add(new Step.Keep(manifest));
    } else if (mayHold(manifest.extents())) {
      contents
          .boxesOf(manifest, splits)
          .forEach((ordinals, refs) -> box(ordinals).hits.add(new Hit(manifest, refs)));
    }
  }

  /// The one box that holds all of `extents`, or null.
  private int[] onlyBox(ManifestExtents extents) {
    int rank = splits.rank();
    if (rank == 0) {
      return new int[0];
    }
    if (extents.rank() != rank) {
      return null;
    }
    int[] first = new int[rank];
    int[] last = new int[rank];
    for (int i = 0; i < rank; i++) {
      if (extents.from(i) >= extents.to(i)) {
        return null;
      }
      first[i] = (int) extents.from(i);
      last[i] = (int) (extents.to(i) - 1);
    }
    int[] firstBox = new int[rank];
    int[] lastBox = new int[rank];
    return splits.find(first, rank, firstBox)
            && splits.find(last, rank, lastBox)
            && Arrays.equals(firstBox, lastBox)
        ? firstBox
        : null;
  }

  /// Where no rule asked for the boxes, a manifest of other boxes stays as it is until something
  /// changes in one of those that it reaches into. What lies outside the grid must go in any case.
  private boolean mayStraddle(ManifestExtents extents) {
    if (!splits.isAutomatic() || rewrite || !splits.contains(extents)) {
      return false;
    }
    for (Map.Entry<ChunkIndices, Box> box : boxes.entrySet()) {
      if (box.getValue().changes.size() > 0
          && splits.overlaps(box.getKey().toUnsigned(), extents)) {
        return false;
      }
    }
    return true;
  }

  /// Whether any box overlaps `extents`.
  private boolean mayHold(ManifestExtents extents) {
    int[] from = new int[splits.rank()];
    for (int i = 0; i < Math.min(from.length, extents.rank()); i++) {
      from[i] = (int) extents.from(i);
    }
    return extents.rank() == 0 || splits.find(from, from.length, new int[from.length]);
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    boxes.forEach((ordinals, box) -> addSteps(ordinals.toUnsigned(), box, steps));
    steps.addAll(straddling);
    return steps;
  }

  private void addSteps(int[] ordinals, Box box, List<Step> steps) {
    if (box.changes.size() > 0 || rewrite) {
      steps.add(new Step.Write(ordinals, box.hits, box.changes));
      return;
    }
    for (Hit hit : box.hits) {
      steps.add(
          hit.refs == null
              ? new Step.Keep(hit.manifest)
              : new Step.Write(ordinals, List.of(hit), box.changes));
    }
  }
}
