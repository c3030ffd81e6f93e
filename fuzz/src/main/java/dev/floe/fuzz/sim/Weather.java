package dev.floe.fuzz.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which requests meet which faults. Whether the nth request of a writer does follows from the seed
/// and the two numbers alone, so that leaving one fault out changes no other.
final class Weather {
  /// How often the writers of a run die at most.
  private static final int MOST_DEATHS = 3;

  /// How often more at requests of which there are few, and which come late.
  private static final int MORE_AT_RARE = 2;

  /// So much more often a fault hits requests of which there are few.
  private static final double RARE_FACTOR = 12;

  /// A fault that a request met.
  ///
  /// @param writer whose request
  /// @param request which of the writer's requests, from 0
  record Injection(int writer, long request, Phase phase, Fault fault) {
    /// Which request it was.
    String place() {
      return writer + "#" + request;
    }

    @Override
    public String toString() {
      return fault + " at " + phase + " (" + place() + ")";
    }
  }

  private final long seed;
  private final Profile profile;
  private final Set<Fault> possible;
  private final double rate;
  private final Optional<Set<String>> only;
  private final Map<Integer, Long> requests = new HashMap<>();
  private final List<Injection> injected = new ArrayList<>();
  private boolean calm;
  private int deaths;

  Weather(long seed, Plan.Store plan) {
    this.seed = seed;
    this.profile = plan.profile();
    this.possible = plan.faults();
    this.rate = plan.rate();
    this.only = plan.only();
  }

  /// From now on nothing goes wrong.
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /// What happened so far.
  List<Injection> injected() {
    return injected;
  }

  /// What happens to the next request of a writer; null for nothing.
  ///
  /// @param conditional whether the request has a condition
  Fault next(int writer, Phase phase, boolean conditional) {
    long number = requests.merge(writer, 1L, Long::sum) - 1;
    if (calm || possible.isEmpty() || writer < 0) {
      return null;
    }
    long drawn = Chance.mix(seed, 77, writer, number);
    boolean hit = (drawn >>> 11) * 0x1p-53 < rate * (isRare(phase) ? RARE_FACTOR : 1);
    if (!hit || only.filter(places -> !places.contains(writer + "#" + number)).isPresent()) {
      return null;
    }
    List<Fault> fitting = new ArrayList<>();
    for (Fault fault : Fault.fitting(profile, phase)) {
      if (possible.contains(fault) && (conditional || !needsCondition(fault))) {
        fitting.add(fault);
      }
    }
    if (fitting.isEmpty()) {
      return null;
    }
    Fault fault = fitting.get((int) Long.remainderUnsigned(drawn * 31, fitting.size()));
    if (fault.kills()) {
      if (deaths >= MOST_DEATHS + (isRare(phase) ? MORE_AT_RARE : 0)) {
        return null;
      }
      deaths++;
    }
    injected.add(new Injection(writer, number, phase, fault));
    return fault;
  }

  private static boolean isRare(Phase phase) {
    return phase == Phase.LIST || phase == Phase.DELETE;
  }

  private static boolean needsCondition(Fault fault) {
    return fault == Fault.CONFLICT_409 || fault == Fault.PRECONDITION_412;
  }
}
