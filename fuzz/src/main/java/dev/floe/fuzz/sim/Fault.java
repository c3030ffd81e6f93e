package dev.floe.fuzz.sim;

import java.util.EnumSet;
import java.util.Set;

/// What goes wrong with a request. The table in [SimulatedStore] says what each does.
public enum Fault {
  /// The store never hears of it.
  LOST_REQUEST,
  /// The store does it, and its answer is lost.
  LOST_ANSWER,
  /// The store does it twice.
  DUPLICATE,
  /// The caller has given it up when the store does it.
  LATE_LANDING,
  /// It is overtaken by what is sent after it.
  REORDERED,
  /// 409: two conditional writes met.
  CONFLICT_409,
  /// 412 although the condition holds.
  PRECONDITION_412,
  /// 429: too many writes of one object.
  THROTTLED_429,
  /// 503: slow down.
  UNAVAILABLE_503,
  /// The body arrives in pieces, long after the head.
  SLOW_BODY,
  /// The connection ends in the middle of the body.
  CUT_BODY,
  /// A listing shows the past.
  STALE_LISTING,
  /// The writer dies when it sends the request, which is never heard of.
  CRASH_BEFORE,
  /// The writer dies when the request has been sent; it is done some time later.
  CRASH_SENT,
  /// The writer dies when the request is done and before it is answered.
  CRASH_AFTER,
  /// The power is cut before the request was done: what had been written of a file is torn.
  TORN_FILE,
  /// The power is cut after the request was done and before it was on the disk: it is lost, or not.
  LOST_RENAME;

  /// Whether the writer, or all of them, end.
  public boolean kills() {
    return this.ordinal() >= CRASH_BEFORE.ordinal();
  }

  /// Whether all writers end at once.
  public boolean cutsPower() {
    return this == TORN_FILE || this == LOST_RENAME;
  }

  /// What can happen to a request.
  public boolean fits(Profile profile, Phase phase) {
    return switch (this) {
      case LOST_REQUEST, LOST_ANSWER, LATE_LANDING, REORDERED, DUPLICATE, UNAVAILABLE_503 ->
          !profile.isLocal() && phase != Phase.LIST;
      case CONFLICT_409 -> isLikeS3(profile) && (phase == Phase.SWAP || phase == Phase.BACK_UP);
      case PRECONDITION_412 ->
          !profile.isLocal() && (phase == Phase.SWAP || phase == Phase.BACK_UP);
      case THROTTLED_429 -> profile == Profile.GCS && phase.writes();
      case SLOW_BODY -> !profile.isLocal() && phase.reads();
      case CUT_BODY -> !profile.isLocal() && phase.reads();
      case STALE_LISTING -> profile == Profile.STALE_LISTINGS && phase == Phase.LIST;
      case CRASH_BEFORE -> true;
      case CRASH_SENT, CRASH_AFTER -> phase.writes();
      case TORN_FILE -> profile.isLocal() && phase.writes() && phase != Phase.DELETE;
      case LOST_RENAME -> profile.isLocal() && phase.writes();
    };
  }

  private static boolean isLikeS3(Profile profile) {
    return profile == Profile.S3 || profile == Profile.STALE_LISTINGS;
  }

  /// What can happen to a request.
  static Set<Fault> fitting(Profile profile, Phase phase) {
    Set<Fault> fitting = EnumSet.noneOf(Fault.class);
    for (Fault fault : values()) {
      if (fault.fits(profile, phase)) {
        fitting.add(fault);
      }
    }
    return fitting;
  }
}
