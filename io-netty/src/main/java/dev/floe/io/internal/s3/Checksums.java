package dev.floe.io.internal.s3;

import dev.floe.config.ChecksumAlgorithm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/// Checksums of bodies, as headers and documents carry them.
final class Checksums {
  private static final int PIECE_BYTES = 64 << 10;

  /// Takes the bytes piece by piece.
  @FunctionalInterface
  private interface Sink {
    void update(byte[] bytes, int offset, int count);
  }

  private Checksums() {}

  /// The name in `x-amz-checksum-algorithm`.
  static String name(ChecksumAlgorithm algorithm) {
    return algorithm == ChecksumAlgorithm.CRC64_NVME ? "CRC64NVME" : algorithm.name();
  }

  /// The header of a checksum.
  static String header(ChecksumAlgorithm algorithm) {
    return "x-amz-checksum-" + name(algorithm).toLowerCase(Locale.ROOT);
  }

  /// A body's checksum in Base64.
  static String of(MemorySegment body, ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> ofInt(body, new CRC32());
      case CRC32C -> ofInt(body, new CRC32C());
      case CRC64_NVME -> {
        Crc64Nvme crc = new Crc64Nvme();
        feed(body, crc::update);
        yield base64(ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array());
      }
      case SHA1 -> digest(body, "SHA-1");
      case SHA256 -> digest(body, "SHA-256");
    };
  }

  /// The value of `Content-MD5`.
  static String md5(MemorySegment body) {
    return digest(body, "MD5");
  }

  private static String ofInt(MemorySegment body, Checksum checksum) {
    feed(body, checksum::update);
    return base64(ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array());
  }

  private static String digest(MemorySegment body, String name) {
    return base64(digested(body, name));
  }

  /// The bytes of a body's SHA-256.
  static byte[] sha256(MemorySegment body) {
    return digested(body, "SHA-256");
  }

  private static byte[] digested(MemorySegment body, String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      feed(body, digest::update);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void feed(MemorySegment body, Sink sink) {
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, body.byteSize())];
    for (long done = 0; done < body.byteSize(); ) {
      int count = (int) Math.min(piece.length, body.byteSize() - done);
      MemorySegment.copy(body, ValueLayout.JAVA_BYTE, done, piece, 0, count);
      sink.update(piece, 0, count);
      done += count;
    }
  }
}
