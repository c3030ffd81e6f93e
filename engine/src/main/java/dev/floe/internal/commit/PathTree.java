package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Values by path, in the order of the paths' UTF-8 bytes. Immutable: a changed tree shares with
/// the one that it was made of all but the branches from the root to what is new, so that a change
/// costs the logarithm of the size. Balanced by height.
///
/// ```
/// before   D            after: with F     D'
///         / \                            / \
///        B   E                          B   E'
///                                            \
///                                             F      B is in both
/// ```
///
/// @param root null if there is nothing
record PathTree<V>(PathTree.Branch<V> root) {
  /// The heights below a branch differ by no more.
  private static final int MOST_DIFFERENCE = 2;

  record Branch<V>(NodePath path, V value, Branch<V> left, Branch<V> right, int height) {
    Branch(NodePath path, V value, Branch<V> left, Branch<V> right) {
      this(path, value, left, right, 1 + Math.max(heightOf(left), heightOf(right)));
    }
  }

  /// The tree without values.
  static <V> PathTree<V> empty() {
    return new PathTree<>(null);
  }

  private static int heightOf(Branch<?> branch) {
    return branch == null ? 0 : branch.height;
  }

  private static int compare(NodePath a, NodePath b) {
    return NodePath.STRING_ORDER.compare(a, b);
  }

  /// The value of a path, or null.
  V get(NodePath path) {
    Branch<V> at = root;
    while (at != null) {
      int order = compare(path, at.path);
      if (order == 0) {
        return at.value;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  /// The tree in which a path has a value, whatever it had.
  PathTree<V> with(NodePath path, V value) {
    return new PathTree<>(with(root, path, value));
  }

  private static <V> Branch<V> with(Branch<V> at, NodePath path, V value) {
    if (at == null) {
      return new Branch<>(path, value, null, null);
    }
    int order = compare(path, at.path);
    if (order == 0) {
      return new Branch<>(path, value, at.left, at.right);
    }
    return order < 0
        ? balanced(at, with(at.left, path, value), at.right)
        : balanced(at, at.left, with(at.right, path, value));
  }

  /// The tree in which a path has no value.
  PathTree<V> without(NodePath path) {
    return new PathTree<>(without(root, path));
  }

  private static <V> Branch<V> without(Branch<V> at, NodePath path) {
    if (at == null) {
      return null;
    }
    int order = compare(path, at.path);
    if (order < 0) {
      return balanced(at, without(at.left, path), at.right);
    }
    if (order > 0) {
      return balanced(at, at.left, without(at.right, path));
    }
    if (at.right == null) {
      return at.left;
    }
    return balanced(first(at.right), at.left, withoutFirst(at.right));
  }

  private static <V> Branch<V> first(Branch<V> branch) {
    Branch<V> at = branch;
    while (at.left != null) {
      at = at.left;
    }
    return at;
  }

  private static <V> Branch<V> withoutFirst(Branch<V> at) {
    return at.left == null ? at.right : balanced(at, withoutFirst(at.left), at.right);
  }

  /// Path and value of one branch above two trees of which one may be a little too high.
  private static <V> Branch<V> balanced(Branch<V> of, Branch<V> left, Branch<V> right) {
    int difference = heightOf(left) - heightOf(right);
    if (difference > MOST_DIFFERENCE) {
      if (heightOf(left.left) >= heightOf(left.right)) {
        return above(left, left.left, above(of, left.right, right));
      }
      Branch<V> middle = left.right;
      return above(middle, above(left, left.left, middle.left), above(of, middle.right, right));
    }
    if (difference < -MOST_DIFFERENCE) {
      if (heightOf(right.right) >= heightOf(right.left)) {
        return above(right, above(of, left, right.left), right.right);
      }
      Branch<V> middle = right.left;
      return above(middle, above(of, left, middle.left), above(right, middle.right, right.right));
    }
    return above(of, left, right);
  }

  private static <V> Branch<V> above(Branch<V> of, Branch<V> left, Branch<V> right) {
    return left == of.left && right == of.right ? of : new Branch<>(of.path, of.value, left, right);
  }

  /// All values.
  Stream<V> values() {
    return stream(new Walk<>(root));
  }

  /// The values of paths from one on.
  Stream<V> valuesFrom(NodePath from) {
    return stream(new Walk<>(root, from));
  }

  private static <V> Stream<V> stream(Iterator<V> walk) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(walk, traits), false);
  }

  private static final class Walk<V> implements Iterator<V> {
    /// Those that come next, each before what is right of it.
    private final ArrayDeque<Branch<V>> next = new ArrayDeque<>();

    Walk(Branch<V> root) {
      descend(root);
    }

    Walk(Branch<V> root, NodePath from) {
      for (Branch<V> at = root; at != null; ) {
        boolean behind = compare(at.path, from) < 0;
        if (!behind) {
          next.push(at);
        }
        at = behind ? at.right : at.left;
      }
    }

    private void descend(Branch<V> branch) {
      for (Branch<V> at = branch; at != null; at = at.left) {
        next.push(at);
      }
    }

    @Override
    public boolean hasNext() {
      return !next.isEmpty();
    }

    @Override
    public V next() {
      Branch<V> at = next.pop();
      descend(at.right);
      return at.value;
    }
  }
}
