package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// What a case is to reach; not a number where nothing is asked for.
///
/// @param advantage over the best peer, at least
/// @param figure Floe's, at most
/// @param floors how often the floor's figure, at most; for rates how often the floor is Floe's
record Target(double advantage, double figure, double floors) {
  static final Target NONE = new Target(Double.NaN, Double.NaN, Double.NaN);

  static Target times(double advantage) {
    return new Target(advantage, Double.NaN, Double.NaN);
  }

  Target orLess(double most) {
    return new Target(advantage, most, floors);
  }

  Target floors(double most) {
    return new Target(advantage, figure, most);
  }

  /// What of it a result misses.
  List<String> missed(Compared result) {
    List<String> missed = new ArrayList<>();
    double own = result.figure(Peers.FLOE);
    if (result.ratio() < advantage) {
      missed.add("BELOW " + Unit.text(advantage) + "×");
    }
    if (own > figure) {
      missed.add("ABOVE " + Unit.text(figure) + " " + result.unit().symbol());
    }
    if (result.unit().advantage(result.figure(Peers.FLOOR), own) > floors) {
      missed.add("ABOVE " + Unit.text(floors) + " floors");
    }
    return missed;
  }

  /// All of it, in words.
  String text(Unit unit) {
    List<String> parts = new ArrayList<>();
    if (!Double.isNaN(advantage)) {
      parts.add("≥ " + Unit.text(advantage) + "×");
    }
    if (!Double.isNaN(figure)) {
      parts.add("≤ " + Unit.text(figure) + " " + unit.symbol());
    }
    if (!Double.isNaN(floors)) {
      parts.add("≤ " + Unit.text(floors) + " floors");
    }
    return String.join(", ", parts);
  }
}
