package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.nio.charset.StandardCharsets;

/// The text form of ids: Crockford's base 32, upper case, without padding. Twelve bytes are twenty
/// characters, eight bytes thirteen. The last character carries the left-over bits, left-aligned.
final class CrockfordBase32 {
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] VALUES = values();

  /// Of the characters that ids are written in; others are read, too.
  private static final byte[] OWN_VALUES = ownValues();

  /// Of the text of twelve bytes.
  private static final int ID_CHARACTERS = 20;

  private CrockfordBase32() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
      values[Character.toLowerCase(DIGITS[i])] = (byte) i;
    }
    for (char zero : new char[] {'o', 'O'}) {
      values[zero] = 0;
    }
    for (char one : new char[] {'i', 'I', 'l', 'L'}) {
      values[one] = 1;
    }
    return values;
  }

  private static byte[] ownValues() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }

  static String encode(byte[] bytes) {
    byte[] text = new byte[(bytes.length * 8 + 4) / 5];
    int length = 0;
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = held << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[length++] = DIGITS[held >>> bits & 31];
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text[length] = DIGITS[held << (5 - bits) & 31];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /// The text of twelve bytes behind a prefix of ASCII characters.
  ///
  /// ```
  ///  high, 64 bits                         | low, 32 bits
  ///  12 characters of five bits | 4 bits + 1 bit | 6 characters | 1 bit, left-aligned
  /// ```
  static String encode(String prefix, long high, int low) {
    int start = prefix.length();
    byte[] text = new byte[start + ID_CHARACTERS];
    for (int i = 0; i < start; i++) {
      text[i] = (byte) prefix.charAt(i);
    }
    for (int i = 0; i < 12; i++) {
      text[start + i] = DIGITS[(int) (high >>> (59 - 5 * i)) & 31];
    }
    text[start + 12] = DIGITS[(int) high << 1 & 31 | low >>> 31];
    for (int i = 0; i < 6; i++) {
      text[start + 13 + i] = DIGITS[low >>> (26 - 5 * i) & 31];
    }
    text[start + 19] = DIGITS[low << 4 & 31];
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /// The first eight of twelve bytes that are written as the end of a text; see [#low].
  static long high(String text, int start, String what) {
    if (text.length() - start != ID_CHARACTERS) {
      throw invalid(text.substring(start), what, ID_CHARACTERS);
    }
    long high = 0;
    for (int i = start; i < start + 12; i++) {
      high = high << 5 | value(text, i, start, what);
    }
    return high << 4 | value(text, start + 12, start, what) >>> 1;
  }

  /// The last four of twelve bytes that are written as the end of a text, whose length [#high] has
  /// checked; left-over bits are ignored.
  static int low(String text, int start, String what) {
    int low = value(text, start + 12, start, what);
    for (int i = start + 13; i < start + 19; i++) {
      low = low << 5 | value(text, i, start, what);
    }
    return low << 1 | value(text, start + 19, start, what) >>> 4;
  }

  /// Whether the end of a text is the very one that twelve bytes are written as.
  static boolean isOfId(String text, int start) {
    if (text.length() - start != ID_CHARACTERS) {
      return false;
    }
    int strange = 0;
    for (int i = start; i < start + ID_CHARACTERS; i++) {
      char c = text.charAt(i);
      strange |= c < 128 ? OWN_VALUES[c] : -1;
    }
    return strange >= 0 && (OWN_VALUES[text.charAt(start + ID_CHARACTERS - 1)] & 15) == 0;
  }

  private static int value(String text, int index, int start, String what) {
    char c = text.charAt(index);
    int value = c < 128 ? VALUES[c] : -1;
    if (value < 0) {
      throw invalid(text.substring(start), what, ID_CHARACTERS);
    }
    return value;
  }

  /// Decodes text that must stand for exactly `lengthBytes` bytes; left-over bits are ignored.
  static byte[] decode(String text, int lengthBytes, String what) {
    byte[] bytes = new byte[lengthBytes];
    if (text.length() * 5 / 8 != lengthBytes) {
      throw invalid(text, what, (lengthBytes * 8 + 4) / 5);
    }
    int bits = 0;
    int held = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        throw invalid(text, what, (lengthBytes * 8 + 4) / 5);
      }
      held = held << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        if (length < lengthBytes) {
          bytes[length++] = (byte) (held >>> bits);
        }
        held &= (1 << bits) - 1;
      }
    }
    return bytes;
  }

  private static InvalidInputException invalid(String text, String what, int characters) {
    return new InvalidInputException(
        ErrorKind.INVALID_SNAPSHOT_ID,
        what
            + ": expected "
            + characters
            + " characters of Crockford base 32, found \""
            + text
            + "\"");
  }
}
