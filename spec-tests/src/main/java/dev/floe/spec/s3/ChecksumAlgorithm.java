package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/// The checksums that may go with a body.
enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /// `x-amz-checksum-…`.
  String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /// The element of documents.
  String element() {
    return "Checksum" + name();
  }

  static Optional<ChecksumAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(a -> a.name().equalsIgnoreCase(name)).findFirst();
  }

  /// In base 64, as it is sent.
  String of(ByteBuf body) {
    return Base64.getEncoder().encodeToString(bytesOf(body));
  }

  private byte[] bytesOf(ByteBuf body) {
    return switch (this) {
      case CRC32 -> ints(new CRC32(), body);
      case CRC32C -> ints(new CRC32C(), body);
      case CRC64NVME -> ByteBuffer.allocate(8).putLong(Crc64.of(body)).array();
      case SHA1 -> Digests.of("SHA-1", body);
      case SHA256 -> Digests.of("SHA-256", body);
    };
  }

  private static byte[] ints(Checksum checksum, ByteBuf body) {
    for (ByteBuffer part : body.nioBuffers()) {
      checksum.update(part);
    }
    return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
  }

  /// CRC-64/NVME, reflected.
  private static final class Crc64 {
    private static final long POLYNOMIAL = 0x9A6C_9329_AC4B_C9B5L;
    private static final long[] TABLE = new long[256];

    static {
      for (int i = 0; i < TABLE.length; i++) {
        long entry = i;
        for (int bit = 0; bit < 8; bit++) {
          entry = (entry & 1) == 0 ? entry >>> 1 : entry >>> 1 ^ POLYNOMIAL;
        }
        TABLE[i] = entry;
      }
    }

    static long of(ByteBuf body) {
      long crc = -1;
      for (ByteBuffer part : body.nioBuffers()) {
        while (part.hasRemaining()) {
          crc = TABLE[(int) (crc ^ part.get()) & 0xff] ^ crc >>> 8;
        }
      }
      return ~crc;
    }
  }
}
