package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import javax.crypto.Mac;

/// What stands at the end of a fork's bytes: without a key a sum that finds damage, with one a code
/// that nobody can make who does not have it.
sealed interface ForkSeal {
  /// @param key null for none
  static ForkSeal with(Key key) {
    return key == null ? new Sum() : new Code(key);
  }

  /// Which one it is.
  int code();

  int lengthBytes();

  /// The seal of the first bytes.
  byte[] of(byte[] bytes, int length);

  /// How many bytes are before the seal, if they are those that it was made of.
  ///
  /// @param found which seal the bytes say they have
  default int opened(byte[] sealed, int found) {
    if (found != code()) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION,
          ForkBytes.OBJECT,
          -1,
          this instanceof Sum ? "no key to be needed" : "a seal made with a key",
          found == 0 ? "none, for the fork was written without a key" : "seal " + found);
    }
    int length = sealed.length - lengthBytes();
    byte[] noted = Arrays.copyOfRange(sealed, Math.max(0, length), sealed.length);
    if (length < 0 || !MessageDigest.isEqual(noted, of(sealed, length))) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION,
          ForkBytes.OBJECT,
          length,
          this instanceof Sum ? "the sum of the bytes before" : "the code that this key makes",
          this instanceof Sum ? "another" : "another: other bytes, or another key");
    }
    return length;
  }

  /// CRC-32C.
  record Sum() implements ForkSeal {
    @Override
    public int code() {
      return 0;
    }

    @Override
    public int lengthBytes() {
      return 4;
    }

    @Override
    public byte[] of(byte[] bytes, int length) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, 0, length);
      byte[] seal = new byte[4];
      MemorySegment.ofArray(seal).set(ForkBytes.INT, 0, (int) sum.getValue());
      return seal;
    }
  }

  /// HMAC-SHA-256. The key is in no text.
  final class Code implements ForkSeal {
    private final Key key;

    private Code(Key key) {
      this.key = key;
    }

    @Override
    public int code() {
      return 1;
    }

    @Override
    public int lengthBytes() {
      return 32;
    }

    @Override
    public byte[] of(byte[] bytes, int length) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        mac.update(bytes, 0, length);
        return mac.doFinal();
      } catch (InvalidKeyException e) {
        throw new InvalidInputException(
            ErrorKind.INVALID_KEY, "fork: expected a key for HMAC-SHA-256, found another");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("HMAC-SHA-256 is in every Java", e);
      }
    }
  }
}
