package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.nio.charset.StandardCharsets;

/// The text form of ids: Crockford's base 32, upper case, without padding. Twelve bytes are twenty
/// characters, eight bytes thirteen. The last character carries the left-over bits, left-aligned.
final class CrockfordBase32 {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final byte[] VALUES = values();

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

  static String encode(byte[] bytes) {
    return encode("", bytes);
  }

  /// The text of `bytes` behind a prefix of ASCII characters.
  static String encode(String prefix, byte[] bytes) {
    byte[] text = new byte[prefix.length() + (bytes.length * 8 + 4) / 5];
    int length = 0;
    for (; length < prefix.length(); length++) {
      text[length] = (byte) prefix.charAt(length);
    }
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = held << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[length++] = (byte) DIGITS[held >>> bits & 31];
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text[length] = (byte) DIGITS[held << (5 - bits) & 31];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
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
