package dev.floe.internal.commit;

import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestSplitCondition;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.SplitDimension;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.binary.SnapshotView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What [AutomaticSplits] decides for the arrays there are, written down: as rules, for writers
/// that decide nothing by themselves, and as sizes.
public final class ConcreteSplits {
  private static final String META = "\\.+*?()|[]{}^$#&-~";

  private ConcreteSplits() {}

  /// For each array that has more chunks than go into one manifest a rule of its own, by its path;
  /// it holds for a full array, so that it may grow into it.
  public static List<ManifestSplitRule> rules(SnapshotView snapshot) {
    List<ManifestSplitRule> rules = new ArrayList<>();
    for (int i = 0; i < snapshot.nodeCount(); i++) {
      if (snapshot.isArrayAt(i)) {
        NodeSnapshot node = snapshot.node(i);
        long[] counts = chunkCounts(node);
        if (volume(counts) > AutomaticSplits.USUAL_REFS) {
          long refs = Math.max(refs(snapshot, node), AutomaticSplits.USUAL_REFS + 1);
          rules.add(rule(node.path().text(), AutomaticSplits.sizes(counts, refs)));
        }
      }
    }
    return rules;
  }

  private static ManifestSplitRule rule(String path, long[] sizes) {
    List<SplitDimension> dimensions = new ArrayList<>();
    for (int axis = 0; axis < sizes.length; axis++) {
      dimensions.add(new SplitDimension(new SplitDimension.Condition.Axis(axis), sizes[axis]));
    }
    StringBuilder exactly = new StringBuilder("^");
    for (int i = 0; i < path.length(); i++) {
      if (META.indexOf(path.charAt(i)) >= 0) {
        exactly.append('\\');
      }
      exactly.append(path.charAt(i));
    }
    return new ManifestSplitRule(
        new ManifestSplitCondition.PathMatches(exactly.append('$').toString()), dimensions);
  }

  /// How many chunks a manifest has on each axis, by the path of the array, where that is decided
  /// automatically and an array has several.
  public static JsonObject sizes(SnapshotView snapshot, ManifestConfig config) {
    Map<String, JsonValue> sizes = new TreeMap<>();
    for (int i = 0; i < snapshot.nodeCount(); i++) {
      if (snapshot.isArrayAt(i)) {
        NodeSnapshot node = snapshot.node(i);
        NodeData.Array array = (NodeData.Array) node.data();
        long refs = refs(snapshot, node);
        ManifestSplits splits = ManifestSplits.of(node.path(), array, config, refs);
        if (splits.isAutomatic() && splits.count() > 1) {
          List<JsonValue> ofAxes = new ArrayList<>();
          for (long size : AutomaticSplits.sizes(chunkCounts(node), refs)) {
            ofAxes.add(JsonValue.of(size));
          }
          sizes.put(node.path().text(), new JsonValue.JsonArray(ofAxes));
        }
      }
    }
    return JsonObject.of(sizes);
  }

  private static long[] chunkCounts(NodeSnapshot node) {
    return ((NodeData.Array) node.data())
        .shape().stream().mapToLong(DimensionShape::chunkCount).toArray();
  }

  private static double volume(long[] counts) {
    double volume = 1;
    for (long count : counts) {
      volume *= count;
    }
    return volume;
  }

  private static long refs(SnapshotView snapshot, NodeSnapshot node) {
    return ((NodeData.Array) node.data())
        .manifests().stream()
            .mapToLong(ref ->
                snapshot.manifestFile(ref.id()).map(ManifestFileInfo::chunkRefCount).orElse(0L))
            .sum();
  }
}
