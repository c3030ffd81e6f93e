package dev.floe.spec.s3;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Decides what goes wrong with which request. Asked once for each, in the order in which they have
/// arrived whole, by one thread at a time.
@FunctionalInterface
public interface S3FaultPlan {
  /// The fault of the next request.
  S3Fault next(S3Request request);

  /// Nothing goes wrong.
  static S3FaultPlan none() {
    return _ -> S3Fault.NONE;
  }

  /// Every request of a kind suffers a fault.
  static S3FaultPlan always(Predicate<S3Request> kind, S3Fault fault) {
    return request -> kind.test(request) ? fault : S3Fault.NONE;
  }

  /// Of the requests of a kind, the one after `skipped` others suffers a fault.
  static S3FaultPlan at(Predicate<S3Request> kind, int skipped, S3Fault fault) {
    return storm(kind, skipped, 1, fault);
  }

  /// Of the requests of a kind, `count` in a row suffer a fault, after `skipped` others.
  static S3FaultPlan storm(Predicate<S3Request> kind, int skipped, int count, S3Fault fault) {
    AtomicInteger seen = new AtomicInteger();
    return request -> {
      if (!kind.test(request)) {
        return S3Fault.NONE;
      }
      int index = seen.getAndIncrement();
      return index >= skipped && index - skipped < count ? fault : S3Fault.NONE;
    };
  }

  /// A share of the requests of a kind suffers one of some faults; the same seed and the same
  /// requests in the same order give the same faults.
  static S3FaultPlan seeded(long seed, Predicate<S3Request> kind, double share, S3Fault... faults) {
    Random random = new Random(seed);
    List<S3Fault> some = List.of(faults);
    return request ->
        kind.test(request) && random.nextDouble() < share
            ? some.get(random.nextInt(some.size()))
            : S3Fault.NONE;
  }

  /// More than `perSecond` conditional puts of one object within a second suffer a fault, as stores
  /// that limit the writes of an object have it.
  static S3FaultPlan conditionalPuts(int perSecond, InstantSource clock, S3Fault excess) {
    record Second(long number, int puts) {}
    Map<String, Second> objects = new HashMap<>();
    return request -> {
      if (request.operation() != S3Operation.PUT_OBJECT || !request.conditional()) {
        return S3Fault.NONE;
      }
      long now = clock.instant().getEpochSecond();
      String object = request.bucket() + "/" + request.key();
      Second second = objects.getOrDefault(object, new Second(now, 0));
      int puts = second.number() == now ? second.puts() : 0;
      objects.put(object, new Second(now, Math.min(puts + 1, perSecond)));
      return puts < perSecond ? S3Fault.NONE : excess;
    };
  }

  /// The first of several plans that has something in mind decides; all are asked.
  static S3FaultPlan any(S3FaultPlan... plans) {
    return request -> {
      S3Fault fault = S3Fault.NONE;
      for (S3FaultPlan plan : plans) {
        S3Fault mine = plan.next(request);
        fault = fault instanceof S3Fault.None ? mine : fault;
      }
      return fault;
    };
  }

  /// Requests that ask for something of an object, or below a prefix of keys.
  static Predicate<S3Request> kind(S3Operation operation, String keyPrefix) {
    return request ->
        request.operation() == operation
            && (operation == S3Operation.LIST_OBJECTS
                    ? request.parameter("prefix").orElse("")
                    : request.key())
                .startsWith(keyPrefix);
  }
}
