package dev.floe.internal.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns wanted ranges into requests: ranges of one object that overlap, touch or lie close are
/// merged, large ones are split. A pure function.
///
/// ```
/// wanted    |--a--|  gap  |-b-|                    |-----------c-----------|
/// requests  |--------ab-------|                    |----c1----|-----c2-----|
/// ```
///
/// Promises: every wanted byte is in exactly the parts of its request; a merged request reads at
/// most a quarter more bytes than were asked of it, gaps included; there are never more requests
/// than ranges, except for the parts that splitting makes of one range.
public final class ReadPlanner {
  private ReadPlanner() {}

  /// A range that is wanted.
  ///
  /// @param source which object under which version guard, as a number of the caller's
  /// @param offset where it begins in the object
  /// @param lengthBytes at least 1
  /// @param index the caller's number of the read
  public record Wanted(int source, long offset, long lengthBytes, int index) {
    long end() {
      return offset + lengthBytes;
    }
  }

  /// One request: a range of one object, the reads it serves (ordered by offset), and into how many
  /// parts of nearly the same size the transport should split it.
  public record Request(int source, long offset, long lengthBytes, int parts, List<Wanted> reads) {
    /// Whether the bytes can land in the one read's own destination.
    public boolean single() {
      return reads.size() == 1;
    }

    /// The first byte of a part; parts differ by at most one byte, the longer ones come first.
    public long partOffset(int part) {
      long size = lengthBytes / parts;
      return offset + part * size + Math.min((long) part, lengthBytes % parts);
    }
  }

  /// Plans requests for `wanted` under a cost model; requests come by source, then by offset.
  public static List<Request> plan(List<Wanted> wanted, ReadCost cost) {
    Wanted[] sorted = wanted.toArray(Wanted[]::new);
    Arrays.sort(
        sorted,
        (a, b) -> {
          int order = Integer.compare(a.source, b.source);
          order = order != 0 ? order : Long.compare(a.offset, b.offset);
          return order != 0 ? order : Long.compare(b.lengthBytes, a.lengthBytes);
        });
    List<Request> requests = new ArrayList<>();
    int first = 0;
    while (first < sorted.length) {
      int last = mergeFrom(sorted, first, cost);
      requests.add(request(sorted, first, last, cost));
      first = last;
    }
    return requests;
  }

  /// The index behind the last range that is read together with the one at `first`.
  private static int mergeFrom(Wanted[] sorted, int first, ReadCost cost) {
    long start = sorted[first].offset;
    long end = sorted[first].end();
    long asked = sorted[first].lengthBytes;
    int next = first + 1;
    while (next < sorted.length && sorted[next].source == sorted[first].source) {
      Wanted candidate = sorted[next];
      long gap = candidate.offset - end;
      long mergedEnd = Math.max(end, candidate.end());
      long covered = Math.max(0, mergedEnd - Math.max(end, candidate.offset));
      long unwanted = mergedEnd - start - (asked + covered);
      boolean inside = gap < 0 && candidate.end() <= end;
      boolean fits = mergedEnd - start <= cost.maxRequestBytes() || inside;
      if (gap > cost.maxGapBytes()
          || !fits
          || unwanted * ReadCost.OVER_READ_DIVISOR > asked + covered) {
        break;
      }
      asked += covered;
      end = mergedEnd;
      next++;
    }
    return next;
  }

  private static Request request(Wanted[] sorted, int first, int last, ReadCost cost) {
    long start = sorted[first].offset;
    long end = start;
    for (int i = first; i < last; i++) {
      end = Math.max(end, sorted[i].end());
    }
    long length = end - start;
    long parts = (length + cost.maxRequestBytes() - 1) / cost.maxRequestBytes();
    int bounded = Math.clamp(parts, 1, cost.maxParts());
    List<Wanted> reads = List.of(Arrays.copyOfRange(sorted, first, last));
    return new Request(sorted[first].source, start, length, bounded, reads);
  }
}
