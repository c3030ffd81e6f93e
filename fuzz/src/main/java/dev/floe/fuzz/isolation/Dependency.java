package dev.floe.fuzz.isolation;

/// What one transaction has to do with another, and with it an order of two of their moments.
///
/// @param kind in which way
/// @param from who comes first
/// @param to who comes later
/// @param key about which; empty for real time
/// @param what in words, with `from` and `to` in front and behind
/// @param moments of the two that are in that order
record Dependency(
    Kind kind, Transaction from, Transaction to, String key, String what, Moments moments) {
  /// In which way.
  enum Kind {
    /// It was overwritten by the next.
    WRITE_WRITE,
    /// It was read by the next.
    WRITE_READ,
    /// What it read was overwritten by the next.
    READ_WRITE,
    /// It ended before the next began.
    REAL_TIME
  }

  /// Every transaction has two moments: when it reads, and later, when it takes effect. Which of
  /// two transactions' moments have an order is what levels differ in.
  enum Moments {
    /// The next read after this took effect.
    EFFECT_READ,
    /// The next took effect after this did.
    EFFECT_EFFECT,
    /// The next took effect after this read.
    READ_EFFECT
  }

  boolean startsAtEffect() {
    return moments != Moments.READ_EFFECT;
  }

  boolean endsAtEffect() {
    return moments != Moments.EFFECT_READ;
  }

  @Override
  public String toString() {
    return from.name() + " " + what + " " + to.name() + (key.isEmpty() ? "" : " (" + key + ")");
  }
}
