package dev.floe.spec.s3;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What was asked of a server since the log was cleared. Any thread may call it.
public final class S3RequestLog {
  private static final int LONGEST = 100_000;

  private final Map<S3Operation, Long> counts = new EnumMap<>(S3Operation.class);
  private final Deque<Entry> entries = new ArrayDeque<>();
  private int generation;
  private int answeredDepth;

  S3RequestLog() {}

  /// An answered request.
  ///
  /// @param range the header, empty without one
  /// @param status 0 when no answer was sent
  /// @param agent who asked, as the header says
  /// @param depth the length of the chain of requests that ends here, each of which came after the
  ///   one before was answered
  public record Entry(
      long number,
      S3Operation operation,
      String bucket,
      String key,
      String range,
      String agent,
      int status,
      int depth) {}

  /// A request that is under way.
  record Arrival(int generation, int depth) {}

  synchronized Arrival arrived(S3Operation operation) {
    counts.merge(operation, 1L, Long::sum);
    return new Arrival(generation, answeredDepth + 1);
  }

  synchronized void answered(Arrival arrival, S3Request request, int status) {
    if (arrival.generation() != generation) {
      return;
    }
    answeredDepth = Math.max(answeredDepth, arrival.depth());
    if (entries.size() == LONGEST) {
      entries.removeFirst();
    }
    entries.add(
        new Entry(
            request.number(),
            request.operation(),
            request.bucket(),
            request.key(),
            request.header("range").orElse(""),
            request.header("user-agent").orElse(""),
            status,
            arrival.depth()));
  }

  /// Begins anew.
  public synchronized void clear() {
    generation++;
    answeredDepth = 0;
    counts.clear();
    entries.clear();
  }

  /// How many requests of a kind came.
  public synchronized long count(S3Operation operation) {
    return counts.getOrDefault(operation, 0L);
  }

  /// How many requests came.
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How many requests came, by kind; kinds that did not come are left out.
  public synchronized Map<S3Operation, Long> counts() {
    return new EnumMap<>(counts);
  }

  /// The longest chain of requests of which each came after the one before was answered: round
  /// trips that depend on each other. Exact when answers take longer than a client needs to send
  /// what it sends at once ([S3Fault.Delayed]), else too long at most.
  public synchronized int dependentRoundTrips() {
    return answeredDepth;
  }

  /// The last 100,000 answered requests, in the order of their arrival.
  public synchronized List<Entry> entries() {
    return entries.stream().sorted(Comparator.comparingLong(Entry::number)).toList();
  }
}
