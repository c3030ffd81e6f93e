package dev.floe.format;

import java.util.Comparator;

/// The order of texts by their UTF-8 bytes, which is the order of their code points and differs
/// from [String#compareTo] where surrogates meet characters from U+E000 on. Nothing is encoded.
public final class Utf8Order implements Comparator<String> {
  /// The one instance.
  public static final Utf8Order INSTANCE = new Utf8Order();

  private Utf8Order() {}

  @Override
  public int compare(String a, String b) {
    return compare(a, 0, a.length(), b, 0, b.length());
  }

  /// Compares two slices.
  static int compare(String a, int fromA, int toA, String b, int fromB, int toB) {
    int common = Math.min(toA - fromA, toB - fromB);
    for (int i = 0; i < common; i++) {
      char x = a.charAt(fromA + i);
      char y = b.charAt(fromB + i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return (toA - fromA) - (toB - fromB);
  }

  /// Lifts surrogates above the rest of the basic plane.
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
