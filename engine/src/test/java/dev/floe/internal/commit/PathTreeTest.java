package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.NodePath;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PathTreeTest {
  private static NodePath path(int number) {
    return NodePath.of("/" + number);
  }

  @Property(tries = 200)
  void aTreeIsASortedMapAndStaysAsItWas(@ForAll long seed) {
    Random random = new Random(seed);
    int paths = 1 + random.nextInt(60);
    PathTree<Integer> tree = PathTree.empty();
    TreeMap<NodePath, Integer> model = new TreeMap<>(NodePath.STRING_ORDER);
    List<PathTree<Integer>> trees = new ArrayList<>();
    List<List<Integer>> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      NodePath path = path(random.nextInt(paths));
      if (random.nextInt(3) == 0) {
        tree = tree.without(path);
        model.remove(path);
      } else {
        tree = tree.with(path, i);
        model.put(path, i);
      }
      NodePath asked = path(random.nextInt(paths));
      assertEquals(model.get(asked), tree.get(asked));
      assertEquals(List.copyOf(model.tailMap(asked).values()), tree.valuesFrom(asked).toList());
      trees.add(tree);
      values.add(List.copyOf(model.values()));
      assertBalanced(tree.root());
    }
    for (int i = 0; i < trees.size(); i++) {
      assertEquals(values.get(i), trees.get(i).values().toList());
    }
  }

  private static int assertBalanced(PathTree.Branch<?> branch) {
    if (branch == null) {
      return 0;
    }
    int left = assertBalanced(branch.left());
    int right = assertBalanced(branch.right());
    assertTrue(Math.abs(left - right) <= 2);
    assertEquals(1 + Math.max(left, right), branch.height());
    return branch.height();
  }

  private static void collect(PathTree.Branch<?> branch, Map<Object, Object> into) {
    if (branch != null && into.put(branch, branch) == null) {
      collect(branch.left(), into);
      collect(branch.right(), into);
    }
  }

  @Test
  void aChangeMakesFewBranches() {
    PathTree<Integer> tree = PathTree.empty();
    for (int i = 0; i < 4096; i++) {
      tree = tree.with(path(i), i);
    }
    Map<Object, Object> before = new IdentityHashMap<>();
    collect(tree.root(), before);
    for (PathTree<Integer> changed :
        List.of(tree.with(path(5000), 0), tree.without(path(77)), tree.with(path(77), 0))) {
      Map<Object, Object> after = new IdentityHashMap<>();
      collect(changed.root(), after);
      Set<Object> fresh = after.keySet();
      fresh.removeAll(before.keySet());
      assertTrue(fresh.size() <= 2 * 18, "new branches: " + fresh.size());
    }
  }
}
