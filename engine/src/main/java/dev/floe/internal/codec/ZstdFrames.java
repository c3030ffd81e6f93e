package dev.floe.internal.codec;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What the headers of zstd frames and of their blocks say about the length of the content, before
/// anything is decompressed.
///
/// ```
///  frame      | magic, 4 B | descriptor, 1 B | window, 0–1 B | dictionary, 0–4 B | size, 0–8 B |
///             | blocks … | checksum, 0–4 B |
///  block      | last, 1 bit · type, 2 bits · size, 21 bits | raw: size B, rle: 1 B, else size B |
///  skippable  | magic 184D2A5x, 4 B | length, 4 B | bytes … |
/// ```
///
/// The length of a frame is known where it has a content size that its blocks can fill, and where
/// all of its blocks are raw.
///
/// @param knownBytes the length of the content, 0 if that of a frame is not known
/// @param isKnown whether the length of every frame is known
/// @param boundBytes what the frames can hold at most
record ZstdFrames(long knownBytes, boolean isKnown, long boundBytes) {
  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int MAX_BLOCK_BYTES = 1 << 17;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static ZstdFrames scan(MemorySegment source, String object) {
    Scan scan = new Scan(source, object);
    while (scan.at < source.byteSize()) {
      scan.frame();
    }
    return new ZstdFrames(
        scan.everyLengthKnown ? scan.bound : 0, scan.everyLengthKnown, scan.bound);
  }

  private static final class Scan {
    private final MemorySegment source;
    private final String object;
    private long at;
    private long bound;
    private boolean everyLengthKnown = true;
    private boolean isStored;

    private Scan(MemorySegment source, String object) {
      this.source = source;
      this.object = object;
    }

    private long number(int bytes) {
      long start = advance(bytes);
      long value = 0;
      for (int i = bytes - 1; i >= 0; i--) {
        value = value << 8 | source.get(ValueLayout.JAVA_BYTE, start + i) & 0xff;
      }
      return value;
    }

    private long advance(long bytes) {
      long start = at;
      if (bytes > source.byteSize() - start) {
        throw bad("whole zstd frames", "a cut one");
      }
      at += bytes;
      return start;
    }

    private void frame() {
      int magic = (int) number(4);
      if ((magic & ~0xf) == SKIPPABLE) {
        advance(number(4));
        return;
      }
      if (magic != MAGIC) {
        throw bad("a zstd frame", "magic 0x" + Integer.toHexString(magic));
      }
      int descriptor = (int) number(1);
      boolean singleSegment = (descriptor & 0x20) != 0;
      advance(singleSegment ? 0 : 1);
      advance(new int[] {0, 1, 2, 4}[descriptor & 3]);
      long size = contentSize(descriptor >>> 6, singleSegment);
      long blocks = blocks();
      advance((descriptor & 4) != 0 ? 4 : 0);
      if (size > blocks || size < -1) {
        throw bad("a content size of at most " + blocks, Long.toUnsignedString(size));
      }
      everyLengthKnown &= size >= 0 || isStored;
      bound += size >= 0 ? size : blocks;
    }

    private long contentSize(int code, boolean singleSegment) {
      return switch (code) {
        case 0 -> singleSegment ? number(1) : -1;
        case 1 -> number(2) + 256;
        case 2 -> number(4);
        default -> {
          long size = number(8);
          yield size == -1 ? -2 : size;
        }
      };
    }

    private long blocks() {
      long held = 0;
      isStored = true;
      while (true) {
        int header = (int) number(3);
        int size = header >>> 3;
        switch (header >>> 1 & 3) {
          case 0 -> {
            advance(size);
            held += size;
          }
          case 1 -> {
            advance(1);
            held += size;
            isStored = false;
          }
          case 2 -> {
            advance(size);
            held += MAX_BLOCK_BYTES;
            isStored = false;
          }
          default -> throw bad("a raw, rle or compressed block", "a reserved one");
        }
        if ((header & 1) != 0) {
          return held;
        }
      }
    }

    private FormatException bad(String expected, String found) {
      return new FormatException(ErrorKind.DESERIALIZATION, object, at, expected, found);
    }
  }
}
