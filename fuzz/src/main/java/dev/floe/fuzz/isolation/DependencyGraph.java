package dev.floe.fuzz.isolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The moments of all transactions and their orders. Each transaction is two vertices, an edge from
/// the moment it reads to that of its effect; the orders have an explanation if there is no cycle.
///
/// ```
/// write skew, not allowed if both are serializable     … and allowed under snapshot isolation
///
/// a: read ──> effect ─┐                                a: read ──> effect
///               ^     │ a read what b wrote later            └──────┐ ^
///               │     v                                       ┌─────┼─┘
/// b: read ──> effect ─┘                                b: read ──>  v effect
/// ```
final class DependencyGraph {
  private static final int MOST_CYCLES = 500;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<List<Dependency>> out = new ArrayList<>();

  private int number(Transaction transaction) {
    return numbers.computeIfAbsent(
        transaction.name(),
        _ -> {
          out.add(new ArrayList<>());
          out.add(new ArrayList<>());
          return numbers.size();
        });
  }

  private int start(Dependency edge) {
    return 2 * number(edge.from()) + (edge.startsAtEffect() ? 1 : 0);
  }

  private int end(Dependency edge) {
    return 2 * number(edge.to()) + (edge.endsAtEffect() ? 1 : 0);
  }

  void add(Dependency edge) {
    number(edge.to());
    out.get(start(edge)).add(edge);
  }

  /// For each vertex that lies on a cycle a shortest one through it, of very many some.
  List<List<Dependency>> shortestCycles() {
    List<List<Dependency>> cycles = new ArrayList<>();
    int[] component = components();
    for (int vertex = 0; vertex < out.size() && cycles.size() < MOST_CYCLES; vertex++) {
      List<Dependency> cycle = shortestCycle(vertex, component);
      if (!cycle.isEmpty()) {
        cycles.add(cycle);
      }
    }
    return cycles;
  }

  /// The fewest dependencies from a vertex back to it, or none; the way from a read to the effect
  /// of the same transaction is none.
  private List<Dependency> shortestCycle(int from, int[] component) {
    int[] distance = new int[out.size()];
    int[] before = new int[out.size()];
    Dependency[] by = new Dependency[out.size()];
    Arrays.fill(distance, Integer.MAX_VALUE);
    distance[from] = 0;
    int shortest = Integer.MAX_VALUE;
    int last = from;
    Dependency closing = null;
    boolean[] done = new boolean[out.size()];
    Deque<Integer> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      int vertex = next.poll();
      if (done[vertex]) {
        continue;
      }
      done[vertex] = true;
      for (Step step : steps(vertex)) {
        int length = distance[vertex] + (step.edge == null ? 0 : 1);
        if (step.end == from) {
          if (length < shortest) {
            shortest = length;
            last = vertex;
            closing = step.edge;
          }
        } else if (component[step.end] == component[from] && length < distance[step.end]) {
          distance[step.end] = length;
          before[step.end] = vertex;
          by[step.end] = step.edge;
          if (step.edge == null) {
            next.addFirst(step.end);
          } else {
            next.addLast(step.end);
          }
        }
      }
    }
    if (shortest == Integer.MAX_VALUE) {
      return List.of();
    }
    List<Dependency> cycle = new ArrayList<>();
    if (closing != null) {
      cycle.add(closing);
    }
    for (int at = last; at != from; at = before[at]) {
      if (by[at] != null) {
        cycle.add(by[at]);
      }
    }
    Collections.reverse(cycle);
    return cycle;
  }

  /// A way out of a vertex.
  ///
  /// @param edge null for that from a read to the effect of the same transaction
  private record Step(int end, Dependency edge) {}

  private List<Step> steps(int vertex) {
    List<Step> steps = new ArrayList<>();
    if (vertex % 2 == 0) {
      steps.add(new Step(vertex + 1, null));
    }
    out.get(vertex).forEach(edge -> steps.add(new Step(end(edge), edge)));
    return steps;
  }

  /// The number of the strongly connected component of each vertex: two passes, without recursion.
  private int[] components() {
    int count = out.size();
    List<List<Integer>> in = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      for (Step step : steps(i)) {
        in.get(step.end).add(i);
      }
    }
    List<Integer> finished = new ArrayList<>();
    boolean[] seen = new boolean[count];
    for (int i = 0; i < count; i++) {
      finish(i, seen, finished);
    }
    int[] component = new int[count];
    Arrays.fill(component, -1);
    for (int root : finished.reversed()) {
      Deque<Integer> next = new ArrayDeque<>(List.of(root));
      while (!next.isEmpty()) {
        int vertex = next.pop();
        if (component[vertex] < 0) {
          component[vertex] = root;
          next.addAll(in.get(vertex));
        }
      }
    }
    return component;
  }

  private void finish(int root, boolean[] seen, List<Integer> finished) {
    Deque<Integer> open = new ArrayDeque<>();
    Deque<Deque<Step>> left = new ArrayDeque<>();
    if (!seen[root]) {
      seen[root] = true;
      open.push(root);
      left.push(new ArrayDeque<>(steps(root)));
    }
    while (!open.isEmpty()) {
      Step step = left.peek().poll();
      if (step == null) {
        finished.add(open.pop());
        left.pop();
      } else if (!seen[step.end]) {
        seen[step.end] = true;
        open.push(step.end);
        left.push(new ArrayDeque<>(steps(step.end)));
      }
    }
  }
}
