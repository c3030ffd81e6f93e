package dev.floe.fuzz;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.spec.storage.Fault;
import dev.floe.spec.storage.FaultPlan;
import dev.floe.spec.storage.Request;

/// Counts the requests of a process, once it is told to, and lets something happen at one of them.
/// A process that has died gets no answer any more.
final class CrashPlan implements FaultPlan {
  /// What happens at the request.
  enum Moment {
    /// The process dies, and the store never hears of the request.
    DIES_BEFORE,
    /// The process dies, and the store does what it was asked.
    DIES_AFTER,
    /// The store never hears of the request, and the process goes on.
    REQUEST_LOST,
    /// The store does what it was asked, its answer is lost, and the process goes on.
    ANSWER_LOST
  }

  private final Moment moment;
  private final int number;
  private boolean armed;
  private int requests;
  private String hit;

  /// @param number of the request, from 1
  CrashPlan(Moment moment, int number) {
    this.moment = moment;
    this.number = number;
  }

  /// From now on requests are counted.
  synchronized void arm() {
    armed = true;
  }

  /// The request at which it happened, or null if there were not so many.
  synchronized String hit() {
    return hit;
  }

  /// How many requests there were.
  synchronized int requests() {
    return requests;
  }

  @Override
  public synchronized Fault next(Request request, String key) {
    if (!armed) {
      return Fault.NONE;
    }
    requests++;
    if (requests < number) {
      return Fault.NONE;
    }
    if (requests > number) {
      return dies() ? dead(key) : Fault.NONE;
    }
    hit = request + " " + key;
    return switch (moment) {
      case DIES_BEFORE -> dead(key);
      case DIES_AFTER, ANSWER_LOST -> Fault.LOST_ANSWER;
      case REQUEST_LOST -> Fault.LOST_REQUEST;
    };
  }

  /// Whether the process is to die, rather than go on.
  boolean dies() {
    return moment == Moment.DIES_BEFORE || moment == Moment.DIES_AFTER;
  }

  private static Fault dead(String key) {
    return new Fault.Fails(
        new StorageException(
            ErrorKind.OBJECT_STORE, key, key + ": the process has died", false, null));
  }
}
