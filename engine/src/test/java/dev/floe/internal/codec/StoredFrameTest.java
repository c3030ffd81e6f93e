package dev.floe.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames whose content is stored as it is are read like any others.
class StoredFrameTest {
  private static final int HEADER_BYTES = 5;
  private static final int BLOCK_BYTES = 128 << 10;

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private static byte[] stored(byte[] content) {
    return StoredFrame.of(MemorySegment.ofArray(content), HEADER_BYTES, StoredFrameTest::heap)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 7})
  void theLibraryReadsIt(int length) {
    byte[] content = content(length);
    byte[] file = stored(content);
    assertArrayEquals(new byte[HEADER_BYTES], Arrays.copyOf(file, HEADER_BYTES));
    byte[] frame = Arrays.copyOfRange(file, HEADER_BYTES, file.length);
    byte[] read = new byte[length];
    assertEquals(length, com.github.luben.zstd.Zstd.decompress(read, frame));
    assertArrayEquals(content, read);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK_BYTES + 1})
  void otherFramesMayFollow(int length) {
    byte[] content = content(length);
    byte[] file = stored(content);
    try (Zstd zstd = new Zstd(1)) {
      MemorySegment first = MemorySegment.ofArray(file).asSlice(HEADER_BYTES);
      MemorySegment second =
          zstd.compress(MemorySegment.ofArray(content), 1, 0, StoredFrameTest::heap);
      MemorySegment both = heap(first.byteSize() + second.byteSize());
      both.copyFrom(first).asSlice(first.byteSize()).copyFrom(second);
      byte[] read =
          zstd.decompress(both, 1 << 20, "two frames", StoredFrameTest::heap)
              .toArray(ValueLayout.JAVA_BYTE);
      byte[] expected = Arrays.copyOf(content, 2 * length);
      System.arraycopy(content, 0, expected, length, length);
      assertArrayEquals(expected, read);
    }
  }
}
