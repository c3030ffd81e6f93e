package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// What a case is to reach; not a number where nothing is asked for.
///
/// @param advantage over the best peer, at least
/// @param figure Floe's, at most
/// @param floors how often the floor's figure, at most; for rates how often the floor is Floe's
/// @param limit so near the floor, in floors, that the advantage is what the machine lets it be: it
///   is not missed then
record Target(double advantage, double figure, double floors, double limit) {
  static final Target NONE = new Target(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  static Target times(double advantage) {
    return new Target(advantage, Double.NaN, Double.NaN, Double.NaN);
  }

  Target orLess(double most) {
    return new Target(advantage, most, floors, limit);
  }

  Target floors(double most) {
    return new Target(advantage, figure, most, limit);
  }

  /// Who is within so many floors can be no better.
  Target unlessWithin(double most) {
    return new Target(advantage, figure, floors, most);
  }

  /// What of it a result misses.
  List<String> missed(Compared result) {
    List<String> missed = new ArrayList<>();
    double own = result.figure(Peers.FLOE);
    double times = result.unit().advantage(result.figure(Peers.FLOOR), own);
    boolean isLimit = times <= limit;
    if (result.ratio() < advantage && !isLimit) {
      missed.add("BELOW " + Unit.text(advantage) + "×");
    }
    if (own > figure) {
      missed.add("ABOVE " + Unit.text(figure) + " " + result.unit().symbol());
    }
    if (times > floors) {
      missed.add("ABOVE " + Unit.text(floors) + " floors");
    }
    return missed;
  }

  /// All of it, in words.
  String text(Unit unit) {
    List<String> parts = new ArrayList<>();
    if (!Double.isNaN(advantage)) {
      String atLimit = Double.isNaN(limit) ? "" : " or ≤ " + Unit.text(limit) + " floors";
      parts.add("≥ " + Unit.text(advantage) + "×" + atLimit);
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
