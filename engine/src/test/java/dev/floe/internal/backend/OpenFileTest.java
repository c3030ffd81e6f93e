package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {
  @TempDir Path directory;

  /// The same file opened in every way there is here.
  private static List<OpenFile> open(Path path) throws IOException {
    return PosixFile.AVAILABLE
        ? List.of(PosixFile.tryOpen(path), ChannelFile.open(path))
        : List.of(ChannelFile.open(path));
  }

  @Test
  void systemCallsAreUsedOnLinux() {
    assertEquals(
        System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux"),
        PosixFile.AVAILABLE);
  }

  @Test
  void allWaysOfReadingGiveTheSame() throws IOException {
    byte[] body = new byte[3_000_001];
    new Random(1).nextBytes(body);
    Path path = Files.write(directory.resolve("é~ file"), body);
    for (OpenFile file : open(path)) {
      try (file;
          Arena arena = Arena.ofConfined()) {
        for (MemorySegment target :
            List.of(
                arena.allocate(body.length - 100), MemorySegment.ofArray(new byte[2_000_000]))) {
          assertEquals(target.byteSize(), file.read(100, target));
          assertArrayEquals(
              Arrays.copyOfRange(body, 100, 100 + (int) target.byteSize()),
              target.toArray(ValueLayout.JAVA_BYTE));
        }
        assertEquals(1, file.read(body.length - 1, arena.allocate(10)));
        assertEquals(1, file.read(body.length - 1, MemorySegment.ofArray(new byte[10])));
        assertEquals(0, file.read(body.length, arena.allocate(10)));
        assertEquals(0, file.read(body.length + 5, MemorySegment.ofArray(new byte[10])));
        assertEquals(path.toRealPath(), file.realPath());
      }
    }
  }

  @Test
  void allWaysOfAskingGiveTheSame() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[0x123]);
    Instant time = Instant.parse("2026-11-23T11:30:00.123456789Z");
    Files.setLastModifiedTime(path, FileTime.from(time));
    FileStat stat = FileStat.of(path);
    assertEquals(time, stat.lastModified());
    assertEquals(Long.toHexString(stat.inode()) + "-660efea084040-123", stat.etag());
    for (OpenFile file : open(path)) {
      try (file) {
        assertEquals(stat, file.stat());
      }
    }
  }

  @Test
  void whatIsNoRegularFileIsNotOpened() throws Exception {
    Path pipe = directory.resolve("pipe");
    if (Files.isExecutable(Path.of("/usr/bin/mkfifo"))) {
      new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor();
    }
    Path file = Files.write(directory.resolve("file"), new byte[1]);
    for (Path path : List.of(directory, directory.resolve("none"), pipe, file.resolve("below"))) {
      assertNull(OpenFile.open(path));
      assertNull(ChannelFile.open(path));
    }
    assertThrows(IOException.class, () -> OpenFile.open(directory.resolve("x".repeat(300))));
  }

  @Test
  void aClosedFileIsNotRead() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[10]);
    for (OpenFile file : open(path)) {
      file.close();
      assertThrows(Exception.class, () -> file.read(0, MemorySegment.ofArray(new byte[1])));
    }
  }

  @Test
  void readingAllocatesNothing() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[4096]);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (OpenFile file = OpenFile.open(path);
        Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(4096);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 20; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 5_000; i++) {
          file.read(0, target);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertTrue(least < 5_000, least + " bytes for 5000 reads");
    }
  }
}
