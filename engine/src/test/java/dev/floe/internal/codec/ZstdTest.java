package dev.floe.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.floe.error.FormatException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ZstdTest {
  private static final Zstd ZSTD = new Zstd(2);

  @AfterAll
  @AfterContainer
  static void close() {
    ZSTD.close();
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }

  private static byte[] content(long seed, int length) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(10) == 0 ? random.nextInt() : i / 100);
    }
    return bytes;
  }

  private static byte[] decompressed(byte[] file, long limit) {
    return ZSTD.decompress(MemorySegment.ofArray(file), limit, "file", ZstdTest::heap)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  /// A frame as streaming writers leave it: without a content size.
  private static byte[] sizeless(byte[] content) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      ByteBuffer output = ByteBuffer.allocateDirect(content.length + 1024);
      ByteBuffer input = ByteBuffer.allocateDirect(content.length).put(content).flip();
      context.setContentSize(false);
      assertTrue(context.compressDirectByteBufferStream(output, input, EndDirective.END));
      byte[] frame = new byte[output.flip().remaining()];
      output.get(frame);
      return frame;
    }
  }

  private static byte[] skippable(int length) {
    ByteBuffer frame = ByteBuffer.allocate(8 + length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return frame.putInt(0x184d2a53).putInt(length).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] sized(byte[] content) {
    return ZSTD.compress(MemorySegment.ofArray(content), 3, 0, ZstdTest::heap)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  @Property(tries = 40)
  void whatIsCompressedComesBack(
      @ForAll long seed,
      @ForAll @IntRange(max = 400_000) int length,
      @ForAll @IntRange(min = -5, max = 19) int level,
      @ForAll @IntRange(max = 50) int headerBytes) {
    byte[] content = content(seed, length);
    try (Arena arena = Arena.ofConfined()) {
      LongFunction<MemorySegment> nativeMemory = bytes -> arena.allocate(Math.max(1, bytes));
      MemorySegment source = arena.allocate(Math.max(1, length)).asSlice(0, length);
      source.copyFrom(MemorySegment.ofArray(content));
      MemorySegment file = ZSTD.compress(source.asReadOnly(), level, headerBytes, nativeMemory);
      MemorySegment frame = file.asSlice(headerBytes);
      assertEquals(length, com.github.luben.zstd.Zstd.getFrameContentSize(frame.asByteBuffer()));
      MemorySegment back = ZSTD.decompress(frame, length, "file", nativeMemory);
      assertEquals(-1, back.mismatch(source));
      assertArrayEquals(content, decompressed(frame.toArray(ValueLayout.JAVA_BYTE), length));
    }
  }

  @Test
  void framesWithAndWithoutSizesMayFollowOneAnother() {
    byte[] a = content(1, 300_000);
    byte[] b = content(2, 1000);
    byte[] both = join(a, b);
    assertArrayEquals(a, decompressed(sizeless(a), a.length));
    assertArrayEquals(both, decompressed(join(sized(a), sized(b)), both.length));
    assertArrayEquals(both, decompressed(join(sizeless(a), sized(b)), both.length));
    assertArrayEquals(
        both, decompressed(join(skippable(3), sized(a), skippable(0), sizeless(b)), 1 << 20));
    assertArrayEquals(new byte[0], decompressed(skippable(9), 100));
    assertArrayEquals(new byte[0], decompressed(sizeless(new byte[0]), 100));
    assertThrows(FormatException.class, () -> decompressed(join(sized(a), new byte[1]), 1 << 20));
  }

  @Test
  void smallBlocksAreCountedBeforeMemoryIsAskedFor() {
    byte[] part = content(3, 40);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 3000; i++) {
      out.writeBytes(sizeless(part));
    }
    List<Long> asked = new ArrayList<>();
    MemorySegment back =
        ZSTD.decompress(
            MemorySegment.ofArray(out.toByteArray()),
            1L << 30,
            "file",
            bytes -> {
              asked.add(bytes);
              return heap(bytes);
            });
    assertEquals(3000 * 40, back.byteSize());
    assertEquals(List.of(3000L * 40), asked);
  }

  @Test
  void aRawFrameBeforeOthersLeavesTheLengthKnown() {
    byte[] first = content(9, 200_000);
    byte[] part = content(10, 8192);
    MemorySegment stored = StoredFrame.of(MemorySegment.ofArray(first), 0, ZstdTest::heap);
    byte[] file = stored.toArray(ValueLayout.JAVA_BYTE);
    byte[] content = first;
    for (int i = 0; i < 20; i++) {
      file = join(file, sized(part));
      content = join(content, part);
    }
    List<Long> asked = new ArrayList<>();
    MemorySegment back =
        ZSTD.decompress(
            MemorySegment.ofArray(file),
            1L << 30,
            "file",
            bytes -> {
              asked.add(bytes);
              return heap(bytes);
            });
    assertArrayEquals(content, back.toArray(ValueLayout.JAVA_BYTE));
    assertEquals(List.of((long) content.length), asked);
  }

  @Test
  void moreThanTheLimitIsRefused() {
    byte[] content = content(4, 2_000_000);
    for (byte[] file : new byte[][] {sized(content), sizeless(content)}) {
      assertEquals(content.length, decompressed(file, content.length).length);
      assertThrows(FormatException.class, () -> decompressed(file, content.length - 1));
      assertThrows(FormatException.class, () -> decompressed(file, 0));
    }
    byte[] zeros = sizeless(new byte[50_000_000]);
    assertTrue(zeros.length < 10_000);
    assertThrows(FormatException.class, () -> decompressed(zeros, 1 << 20));
    assertThrows(FormatException.class, () -> decompressed(zeros, 49_999_999));
    assertEquals(50_000_000, decompressed(zeros, 50_000_000).length);
  }

  @Test
  void aDeclaredSizeIsNotBelieved() {
    byte[] file = sized(content(5, 100_000));
    assertEquals(0x80, file[4] & 0xc0, "a size of four bytes");
    List<Long> asked = new ArrayList<>();
    for (int size : new int[] {0, 99_999, 100_001, 131_072, Integer.MAX_VALUE, -1}) {
      byte[] lie = file.clone();
      int at = (lie[4] & 0x20) != 0 ? 5 : 6;
      ByteBuffer.wrap(lie).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(at, size);
      assertThrows(
          FormatException.class,
          () ->
              ZSTD.decompress(
                  MemorySegment.ofArray(lie),
                  1L << 31,
                  "file",
                  bytes -> {
                    asked.add(bytes);
                    return heap(bytes);
                  }));
    }
    assertTrue(asked.stream().allMatch(bytes -> bytes <= 131_072), asked.toString());
  }

  @Test
  void everyCutIsRefused() {
    byte[] file = join(sizeless(content(6, 3000)), sized(content(7, 500)));
    int whole = 0;
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      try {
        decompressed(cut, 1 << 20);
        whole++;
      } catch (FormatException expected) {
        assertEquals("file", expected.object());
      }
    }
    assertEquals(2, whole, "nothing at all, and the first frame alone");
  }

  @Property(tries = 3000)
  void damageIsReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = random.nextBoolean() ? sized(content(8, 2000)) : sizeless(content(8, 2000));
    for (int i = 0; i <= random.nextInt(4); i++) {
      file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
    }
    try {
      assertTrue(decompressed(file, 1 << 22).length <= 1 << 22);
    } catch (FormatException expected) {
      assertEquals("file", expected.object());
    }
  }

  @Test
  void largeSourcesAreCompressedInPieces() {
    byte[] content = new byte[40 << 20];
    new Random(9).nextBytes(content);
    byte[] frame = sized(content);
    assertEquals(content.length, com.github.luben.zstd.Zstd.getFrameContentSize(frame));
    assertArrayEquals(content, decompressed(frame, content.length));
    assertArrayEquals(content(1, 10), decompressed(sized(content(1, 10)), 10));
  }

  @Test
  void threadsShareTheContexts() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] content = content(i, 1000 + i * 10);
        tasks.add(() -> Arrays.equals(content, decompressed(sized(content), content.length)));
      }
      for (Future<Boolean> result : threads.invokeAll(tasks)) {
        assertTrue(result.get());
      }
    }
  }
}
