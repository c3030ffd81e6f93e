package dev.floe.internal.commit;

import dev.floe.format.ManifestExtents;
import dev.floe.internal.binary.RefSink;
import dev.floe.internal.binary.RefSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/// Several runs of one array as one: in the order of coordinates, of equal ones only the reference
/// of the run that comes first. Knows the box around what it passed on.
final class MergedRefs implements RefSource {
  private final List<Supplier<RefRun>> runs;
  private int[] lowest;
  private int[] highest;

  /// @param runs each makes its run anew, in the order of precedence
  MergedRefs(List<Supplier<RefRun>> runs) {
    this.runs = runs;
  }

  private record Ranked(RefRun run, int rank) implements Comparable<Ranked> {
    @Override
    public int compareTo(Ranked other) {
      int order = Arrays.compareUnsigned(run.coords(), other.run.coords());
      return order != 0 ? order : Integer.compare(rank, other.rank);
    }
  }

  @Override
  public void forEach(RefSink sink) {
    walk(sink, false);
  }

  /// Whether there is no reference at all.
  boolean isEmpty() {
    return !walk(Nothing.INSTANCE, true);
  }

  /// Nothing can come between the references of one run.
  private boolean walkOnly(RefRun run, RefSink sink) {
    boolean any = false;
    int[] first = null;
    while (run.advance()) {
      first = first == null ? run.coords().clone() : copy(run.coords(), first);
      if (run.emitTogether(sink)) {
        any = true;
        include(first);
        include(run.coords());
      }
    }
    return any;
  }

  private boolean walk(RefSink sink, boolean firstOnly) {
    if (runs.size() == 1 && !firstOnly) {
      return walkOnly(runs.getFirst().get(), sink);
    }
    PriorityQueue<Ranked> queue = new PriorityQueue<>(Math.max(1, runs.size()));
    for (int i = 0; i < runs.size(); i++) {
      RefRun run = runs.get(i).get();
      if (run.advance()) {
        queue.add(new Ranked(run, i));
      }
    }
    boolean any = false;
    int[] last = null;
    while (!queue.isEmpty()) {
      Ranked first = queue.peek();
      int[] coords = first.run.coords();
      if (last == null || !Arrays.equals(last, coords)) {
        if (first.run.emit(sink)) {
          any = true;
          include(coords);
          if (firstOnly) {
            return true;
          }
        }
        last = last == null ? coords.clone() : copy(coords, last);
      }
      queue.poll();
      if (first.run.advance()) {
        queue.add(first);
      }
    }
    return any;
  }

  private static int[] copy(int[] from, int[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }

  private void include(int[] coords) {
    if (lowest == null) {
      lowest = coords.clone();
      highest = coords.clone();
    }
    for (int i = 0; i < coords.length; i++) {
      if (Integer.compareUnsigned(coords[i], lowest[i]) < 0) {
        lowest[i] = coords[i];
      }
      if (Integer.compareUnsigned(coords[i], highest[i]) > 0) {
        highest[i] = coords[i];
      }
    }
  }

  /// The smallest box around what was passed on.
  ManifestExtents boundingBox() {
    int[] to = highest.clone();
    for (int i = 0; i < to.length; i++) {
      to[i]++;
    }
    return ManifestExtents.ofUnsigned(lowest, to);
  }

  /// Takes references and forgets them.
  private enum Nothing implements RefSink {
    INSTANCE;

    @Override
    public void inline(int[] coords, int rank, MemorySegment bytes) {}

    @Override
    public void nativeChunk(
        int[] coords, int rank, long idHigh, int idLow, long offset, long length) {}

    @Override
    public void virtualChunk(
        int[] coords,
        int rank,
        MemorySegment locationUtf8,
        long offset,
        long length,
        dev.floe.format.Checksum checksum) {}
  }
}
