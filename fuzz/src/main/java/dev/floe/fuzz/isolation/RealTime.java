package dev.floe.fuzz.isolation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Who was told of an outcome before who began: as few orders as say all of them together.
final class RealTime {
  private RealTime() {}

  /// An end or a beginning.
  private record Event(long nanos, boolean isEnd, Transaction transaction) {}

  /// @param ordered those that took effect, or only read, and were acknowledged
  /// @param promised who was promised to see all that was acknowledged
  static void orders(
      List<Transaction> all,
      Predicate<Transaction> ordered,
      Predicate<Transaction> promised,
      Consumer<Dependency> sink) {
    List<Event> events = new ArrayList<>();
    for (Transaction transaction : all) {
      events.add(new Event(transaction.beginNanos(), false, transaction));
      if (ordered.test(transaction)) {
        events.add(new Event(transaction.endNanos(), true, transaction));
      }
    }
    // At one nanosecond beginnings come first: those two may have overlapped.
    events.sort(Comparator.comparingLong(Event::nanos).thenComparing(Event::isEnd));
    List<Transaction> ended = new ArrayList<>();
    for (Event event : events) {
      Transaction transaction = event.transaction;
      if (event.isEnd) {
        if (promised.test(transaction)) {
          // Whoever comes after it comes after those that ended before it began, too.
          ended.removeIf(other -> other.endNanos() < transaction.beginNanos());
        }
        ended.add(transaction);
      } else if (promised.test(transaction)) {
        for (Transaction before : ended) {
          sink.accept(
              new Dependency(
                  Dependency.Kind.REAL_TIME,
                  before,
                  transaction,
                  "",
                  "ended before the beginning of",
                  Dependency.Moments.EFFECT_READ));
        }
      }
    }
  }
}
