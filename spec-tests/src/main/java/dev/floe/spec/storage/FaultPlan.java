package dev.floe.spec.storage;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Decides what goes wrong with which request. Asked once per request, by one thread at a time.
@FunctionalInterface
public interface FaultPlan {
  /// The fault of the next request.
  Fault next(Request request, String key);

  /// Nothing goes wrong.
  static FaultPlan none() {
    return (_, _) -> Fault.NONE;
  }

  /// A share of all requests suffers one of some faults; the same seed and the same requests in the
  /// same order give the same faults.
  static FaultPlan seeded(long seed, double share, Fault... faults) {
    Random random = new Random(seed);
    List<Fault> some = List.of(faults);
    return (_, _) ->
        random.nextDouble() < share ? some.get(random.nextInt(some.size())) : Fault.NONE;
  }

  /// The request of a kind that comes after `skipped` others of its kind, to a key that begins in
  /// some way, suffers a fault.
  static FaultPlan at(Request kind, String keyPrefix, int skipped, Fault fault) {
    AtomicInteger left = new AtomicInteger(skipped);
    return (request, key) ->
        request == kind && key.startsWith(keyPrefix) && left.getAndDecrement() == 0
            ? fault
            : Fault.NONE;
  }

  /// The first of several plans that has something in mind decides; all are asked.
  static FaultPlan any(FaultPlan... plans) {
    return (request, key) -> {
      Fault fault = Fault.NONE;
      for (FaultPlan plan : plans) {
        Fault mine = plan.next(request, key);
        fault = fault instanceof Fault.None ? mine : fault;
      }
      return fault;
    };
  }
}
