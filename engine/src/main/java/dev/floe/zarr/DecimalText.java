package dev.floe.zarr;

import java.nio.charset.StandardCharsets;

/// Unsigned 32-bit numbers as decimal text; cheapest for one behind the other. One thread.
final class DecimalText {
  private static final int MOST_DIGITS = 10;

  private final byte[] digits = new byte[MOST_DIGITS];
  private int length;

  /// What the digits say; the last number of all is as good as none at first.
  private int number = -1;

  /// The text of a number.
  String of(int unsigned) {
    if (number != -1 && unsigned == number + 1 && digits[length - 1] < '9') {
      digits[length - 1]++;
    } else {
      byte[] text = Integer.toUnsignedString(unsigned).getBytes(StandardCharsets.ISO_8859_1);
      length = text.length;
      System.arraycopy(text, 0, digits, 0, length);
    }
    number = unsigned;
    return new String(digits, 0, length, StandardCharsets.ISO_8859_1);
  }
}
