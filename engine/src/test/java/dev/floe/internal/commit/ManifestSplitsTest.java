package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ManifestSplitCondition;
import dev.floe.config.ManifestSplitCondition.AnyArray;
import dev.floe.config.ManifestSplitCondition.NameMatches;
import dev.floe.config.ManifestSplitCondition.PathMatches;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.config.SplitDimension;
import dev.floe.config.SplitDimension.Condition;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ManifestSplitsTest {
  private static final NodePath PATH = NodePath.of("/model/lat");

  static NodeData.Array array(List<Integer> chunks, String... names) {
    List<DimensionShape> shape =
        chunks.stream().map(count -> new DimensionShape(count * 10L, count)).toList();
    Optional<List<Optional<String>>> dimensions =
        names.length == 0
            ? Optional.empty()
            : Optional.of(Arrays.stream(names).map(Optional::ofNullable).toList());
    return new NodeData.Array(shape, dimensions, List.of());
  }

  private static ManifestSplitRule rule(ManifestSplitCondition condition, Object... pairs) {
    List<SplitDimension> dimensions = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      dimensions.add(new SplitDimension((Condition) pairs[i], (Integer) pairs[i + 1]));
    }
    return new ManifestSplitRule(condition, dimensions);
  }

  private static List<String> extents(
      NodePath path, NodeData.Array array, ManifestSplitRule... rules) {
    ManifestSplits splits =
        ManifestSplits.compute(path, array, ManifestSplittingConfig.of(List.of(rules)));
    List<String> all = new ArrayList<>();
    splits.all().forEach(extents -> all.add(extents.toString()));
    assertEquals(all.size(), splits.count());
    return all;
  }

  @Test
  void theExampleOfTheReference() {
    NodeData.Array array = array(List.of(25, 10, 3, 4), "t", "z", "y", "x");
    List<String> expected = new ArrayList<>();
    for (String t : List.of("0..12", "12..24", "24..25")) {
      for (String z : List.of("0..9", "9..10")) {
        for (String y : List.of("0..2", "2..3")) {
          expected.add("[" + t + ", " + z + ", " + y + ", 0..4]");
        }
      }
    }
    Condition name = new Condition.DimensionName("t");
    Condition axis = new Condition.Axis(2);
    Condition any = new Condition.Any();
    ManifestSplitCondition every = new AnyArray();
    assertEquals(
        expected,
        extents(PATH, array, rule(every, name, 12), rule(every, axis, 2), rule(every, any, 9)));
    assertEquals(expected, extents(PATH, array, rule(every, name, 12, axis, 2, any, 9)));
    ManifestSplitRule other = rule(new NameMatches("^lon"), any, 1);
    assertEquals(expected, extents(PATH, array, other, rule(every, name, 12, axis, 2, any, 9)));
  }

  @Test
  void expressionsAreSearchedForAndBadOnesNeverMatch() {
    NodeData.Array line = array(List.of(4));
    List<String> halves = List.of("[0..2]", "[2..4]");
    List<String> whole = List.of("[0..4]");
    Condition any = new Condition.Any();
    assertEquals(halves, extents(PATH, line, rule(new PathMatches("odel/l"), any, 2)));
    assertEquals(halves, extents(PATH, line, rule(new NameMatches("t"), any, 2)));
    assertEquals(whole, extents(PATH, line, rule(new NameMatches("model"), any, 2)));
    assertEquals(whole, extents(NodePath.ROOT, line, rule(new NameMatches(""), any, 2)));
    assertEquals(whole, extents(PATH, line, rule(new NameMatches("("), any, 2)));
    Condition t = new Condition.DimensionName("t");
    assertEquals(halves, extents(PATH, array(List.of(4), "lat"), rule(new AnyArray(), t, 2)));
    Condition every = new Condition.DimensionName("");
    assertEquals(whole, extents(PATH, array(List.of(4), ""), rule(new AnyArray(), every, 2)));
    assertEquals(
        List.of("[0..2, 0..4]", "[2..4, 0..4]"),
        extents(PATH, array(List.of(4, 4), "a"), rule(new AnyArray(), every, 2)));
  }

  @Test
  void scalarsAndEmptyAxes() {
    ManifestSplitRule any = rule(new AnyArray(), new Condition.Any(), 3);
    assertEquals(List.of("[]"), extents(PATH, array(List.of()), any));
    assertEquals(List.of(), extents(PATH, array(List.of(0)), any));
    assertEquals(List.of(), extents(PATH, array(List.of(5, 0)), any));
    ManifestSplitRule first = rule(new AnyArray(), new Condition.Axis(0), 3);
    assertEquals(
        List.of("[0..3, 0..0]", "[3..5, 0..0]"), extents(PATH, array(List.of(5, 0)), first));
  }

  @Test
  void theDefaultIsOneBox() {
    ManifestSplits splits =
        ManifestSplits.compute(
            PATH, array(List.of(7, 8)), dev.floe.config.ManifestConfig.empty().splitting());
    assertEquals(1, splits.count());
    assertEquals("[0..7, 0..8]", splits.find(6, 7).orElseThrow().toString());
    assertTrue(splits.find(7, 7).isEmpty());
    assertTrue(splits.find(6).isEmpty());
  }

  @Test
  void noChunksInAManifestIsRefused() {
    ManifestSplitRule zero = rule(new AnyArray(), new Condition.Any(), 0);
    IcechunkException refused =
        assertThrows(IcechunkException.class, () -> extents(PATH, array(List.of(4)), zero));
    assertEquals(ErrorKind.INVALID_COMMIT_CONFIGURATION, refused.kind());
  }

  @Test
  void moreBoxesThanMemory() {
    NodeData.Array vast =
        new NodeData.Array(
            List.of(
                new DimensionShape(1L << 40, 0xffff_ffffL),
                new DimensionShape(1L << 40, 0xffff_ffffL),
                new DimensionShape(1L << 40, 0xffff_ffffL)),
            Optional.empty(),
            List.of());
    ManifestSplits splits =
        ManifestSplits.compute(
            PATH,
            vast,
            ManifestSplittingConfig.of(List.of(rule(new AnyArray(), new Condition.Any(), 1))));
    assertEquals(Long.MAX_VALUE, splits.count());
    assertEquals(
        "[4294967294..4294967295, 0..1, 5..6]", splits.find(-2, 0, 5).orElseThrow().toString());
    assertTrue(splits.find(-1, 0, 5).isEmpty());
  }

  @Property(tries = 300)
  void findsWhatAListOfEdgesFinds(@ForAll("grids") int[][] grid) {
    List<Integer> counts = Arrays.stream(grid).map(axis -> axis[0]).toList();
    List<ManifestSplitRule> rules = new ArrayList<>();
    for (int axis = 0; axis < grid.length; axis++) {
      if (grid[axis][1] > 0) {
        rules.add(rule(new AnyArray(), new Condition.Axis(axis), grid[axis][1]));
      }
    }
    ManifestSplits splits =
        ManifestSplits.compute(PATH, array(counts), ManifestSplittingConfig.of(rules));
    List<ManifestExtents> all = new ArrayList<>();
    splits.all().forEach(all::add);
    assertEquals(splits.count(), all.size());
    Set<ManifestExtents> found = new HashSet<>();
    for (int[] at : everywhere(counts)) {
      List<ManifestExtents> naive =
          all.stream().filter(extents -> extents.contains(at, at.length)).toList();
      boolean inside = IntStream.range(0, at.length).allMatch(axis -> at[axis] < counts.get(axis));
      assertEquals(inside ? 1 : 0, naive.size());
      assertEquals(naive.stream().findFirst(), splits.find(at));
      found.addAll(naive);
    }
    if (counts.stream().allMatch(count -> count > 0)) {
      assertEquals(new HashSet<>(all), found);
    }
  }

  private static List<int[]> everywhere(List<Integer> counts) {
    Stream<int[]> points = Stream.of(new int[0]);
    for (int count : counts) {
      points =
          points.flatMap(point ->
              IntStream.rangeClosed(0, count + 1)
                  .mapToObj(next -> {
                    int[] longer = Arrays.copyOf(point, point.length + 1);
                    longer[point.length] = next;
                    return longer;
                  }));
    }
    return points.toList();
  }

  /// Per axis, how many chunks there are and how many go into a manifest (0: no rule).
  @Provide
  Arbitrary<int[][]> grids() {
    Arbitrary<int[]> axis =
        Arbitraries.integers()
            .between(0, 7)
            .flatMap(
                count -> Arbitraries.integers().between(0, 9).map(size -> new int[] {count, size}));
    return axis.array(int[][].class).ofMinSize(0).ofMaxSize(4);
  }
}
