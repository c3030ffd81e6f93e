package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class FreshPagesTest {
  private static final long LENGTH = (4L << 20) + 4096;

  @Test
  void pagesAreZeroCanBeWrittenToTheEndByAnyThreadAndGoWithTheArena() throws InterruptedException {
    MemorySegment pages;
    try (Arena arena = Arena.ofShared()) {
      pages = FreshPages.tryMap(LENGTH, arena);
      assertNotNull(pages);
      assertEquals(0, pages.address() % 4096);
      assertEquals(LENGTH, pages.byteSize());
      assertEquals(0, pages.get(ValueLayout.JAVA_LONG, LENGTH - 8));
      MemorySegment shared = pages;
      Thread other = Thread.ofPlatform().start(() -> shared.fill((byte) 7));
      other.join();
      assertEquals(7, pages.get(ValueLayout.JAVA_BYTE, LENGTH - 1));
      assertThrows(
          IndexOutOfBoundsException.class, () -> shared.get(ValueLayout.JAVA_BYTE, LENGTH));
    }
    MemorySegment gone = pages;
    assertThrows(IllegalStateException.class, () -> gone.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void whatIsClosedIsGivenBack() throws IOException {
    long before = kib("VmSize:");
    for (int i = 0; i < 64; i++) {
      try (Arena arena = Arena.ofShared()) {
        assertNotNull(FreshPages.tryMap(256 << 20, arena));
      }
    }
    assertTrue(kib("VmSize:") - before < 8 << 20, "less than half of all that was mapped");
  }

  @Test
  void whatIsDisownedIsForTheSystemToTakeUntilItIsWrittenToAgain() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment pages = FreshPages.tryMap(64 << 20, arena).fill((byte) 7);
      long before = kib("smaps_rollup", "LazyFree:");
      FreshPages.disown(pages);
      assertTrue(kib("smaps_rollup", "LazyFree:") - before > 32 << 10);
      pages.fill((byte) 8);
      assertEquals(-1, pages.mismatch(MemorySegment.ofArray(filled(64 << 20))));
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 8);
    return bytes;
  }

  private static long kib(String field) throws IOException {
    return kib("status", field);
  }

  private static long kib(String file, String field) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self", file)).stream()
            .filter(each -> each.startsWith(field))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  @Test
  void moreThanThereIsComesFromElsewhere() {
    try (Arena arena = Arena.ofShared()) {
      assertNull(FreshPages.tryMap(1L << 50, arena));
      assertNotNull(FreshPages.tryMap(FreshPages.SMALLEST_BYTES, arena));
    }
  }

  @Test
  void whatAPoolLeasesTakesNothingUntilItIsTouched() throws IOException {
    long before = kib("VmRSS:");
    try (SegmentPool pool =
            new SegmentPool(SegmentPool.Options.limitedTo(1L << 30), System::nanoTime);
        SegmentLease lease = pool.lease(512 << 20)) {
      assertTrue(kib("VmRSS:") - before < 256 << 10);
      lease.segment().asSlice(0, 4096).fill((byte) 1);
    }
  }
}
