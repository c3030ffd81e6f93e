package dev.floe.quickstart;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes a PNG of up to 256 colours; the last one is transparent. Small maps need no more, and no
/// desktop classes.
///
/// ```
/// signature | IHDR | PLTE 3·n | tRNS n | IDAT: rows of (0, index…) | IEND
/// ```
final class IndexedPng {
  private IndexedPng() {}

  /// @param indices row by row from the top, `width · height` of them
  /// @param palette `0xRRGGBB` each; the last is transparent
  static byte[] encode(int width, int height, byte[] indices, int[] palette) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    int32(header, width);
    int32(header, height);
    header.writeBytes(new byte[] {8, 3, 0, 0, 0});
    chunk(png, "IHDR", header.toByteArray());
    ByteArrayOutputStream colours = new ByteArrayOutputStream();
    byte[] opacity = new byte[palette.length];
    for (int i = 0; i < palette.length; i++) {
      colours.write(palette[i] >> 16);
      colours.write(palette[i] >> 8);
      colours.write(palette[i]);
      opacity[i] = (byte) (i < palette.length - 1 ? 0xff : 0);
    }
    chunk(png, "PLTE", colours.toByteArray());
    chunk(png, "tRNS", opacity);
    byte[] rows = new byte[(width + 1) * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(indices, y * width, rows, y * (width + 1) + 1, width);
    }
    chunk(png, "IDAT", deflated(rows));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    int32(png, content.length);
    png.writeBytes(name);
    png.writeBytes(content);
    int32(png, (int) crc.getValue());
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >> shift);
    }
  }
}
