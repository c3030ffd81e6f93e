package dev.floe.bench.compare;

import java.util.Map;
import java.util.TreeMap;

/// What came out of a case, or of a part of one.
///
/// @param name of the case, with its part and size
/// @param peers the samples of everybody who took part, Floe and the floor among them
/// @param absent why others did not
/// @param extent how much of it was measured
record Compared(
    String name, Unit unit, Map<String, Samples> peers, Map<String, String> absent, Extent extent) {

  double figure(String peer) {
    Samples samples = peers.get(peer);
    return samples == null || samples.count() == 0 ? Double.NaN : samples.median();
  }

  /// The peers that Floe is compared with, in order of their names.
  Map<String, Double> others() {
    Map<String, Double> others = new TreeMap<>();
    for (String peer : peers.keySet()) {
      if (!peer.equals(Peers.FLOE) && !peer.equals(Peers.FLOOR)) {
        others.put(peer, figure(peer));
      }
    }
    return others;
  }

  /// Floe's advantage over the best of them, above 1 if Floe is better; not a number without any.
  double ratio() {
    return others().values().stream()
        .filter(figure -> !figure.isNaN())
        .mapToDouble(figure -> unit.advantage(figure(Peers.FLOE), figure))
        .min()
        .orElse(Double.NaN);
  }
}
