package dev.floe.io.internal.s3;

import java.util.zip.Checksum;

/// CRC-64/NVME: reflected, polynomial `ad93d23594c93659`, all ones before and after.
final class Crc64Nvme implements Checksum {
  private static final long POLYNOMIAL = Long.reverse(0xad93_d235_94c9_3659L);
  private static final long[] TABLE = new long[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
      }
      TABLE[i] = value;
    }
  }

  private long state = -1;

  @Override
  public void update(int b) {
    state = TABLE[(int) (state ^ b) & 0xff] ^ state >>> 8;
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      update(bytes[i]);
    }
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }
}
