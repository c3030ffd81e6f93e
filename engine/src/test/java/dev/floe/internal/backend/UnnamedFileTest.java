package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnnamedFileTest {
  @TempDir Path directory;

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private FileStat written(Path file, MemorySegment body, boolean synced) throws IOException {
    Optional<FileStat> written = UnnamedFile.write(file, body, synced);
    // Not every file system has them; where CI runs they are there, and a skipped test fails it.
    assumeTrue(written.isPresent(), "this system has no unnamed files");
    return written.get();
  }

  @Test
  void theFileHasAllBytesAndTheStateThatIsAnswered() throws IOException {
    for (int length : new int[] {0, 1, 65_536, (1 << 20) + 1, (3 << 20) + 17}) {
      byte[] bytes = bytes(length);
      for (boolean synced : new boolean[] {false, true}) {
        Path file = directory.resolve("chunk-" + length + "-" + synced);
        FileStat answered = written(file, MemorySegment.ofArray(bytes), synced);
        assertEquals(FileStat.of(file), answered);
        assertArrayEquals(bytes, Files.readAllBytes(file));
      }
    }
    assertEquals(10, names().size());
  }

  @Test
  void nativeMemoryIsWrittenAsItLies() throws IOException {
    byte[] bytes = bytes(100_000);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment body = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      written(directory.resolve("chunk"), body.asSlice(17, 65_536), false);
    }
    assertEquals(65_536, Files.size(directory.resolve("chunk")));
    assertEquals(
        -1,
        MemorySegment.ofArray(Files.readAllBytes(directory.resolve("chunk")))
            .mismatch(MemorySegment.ofArray(bytes).asSlice(17, 65_536)));
  }

  @Test
  void aFileThatIsThereStaysAsItIs() throws IOException {
    Path file = Files.write(directory.resolve("chunk"), bytes(10));
    assertTrue(UnnamedFile.write(file, MemorySegment.ofArray(bytes(20)), false).isEmpty());
    assertArrayEquals(bytes(10), Files.readAllBytes(file));
    assertEquals(List.of("chunk"), names());
  }

  @Test
  void withoutADirectoryThereIsNoFile() throws IOException {
    Path file = directory.resolve("missing").resolve("chunk");
    assertTrue(UnnamedFile.write(file, MemorySegment.ofArray(bytes(20)), false).isEmpty());
    assertEquals(List.of(), names());
  }

  @Test
  void theFileThatIsOpenGetsOneMoreNameWhateverItsOwnStandsForByThen() throws IOException {
    written(directory.resolve("other"), MemorySegment.ofArray(bytes(7)), false);
    Path first = Files.write(directory.resolve("first"), bytes(10));
    try (PosixFile opened = PosixFile.tryOpen(first)) {
      Files.createLink(directory.resolve("kept"), first);
      Files.move(
          Files.write(directory.resolve("next"), bytes(20)),
          first,
          StandardCopyOption.REPLACE_EXISTING);
      assertTrue(UnnamedFile.link(opened, directory.resolve("second"), true));
      assertFalse(UnnamedFile.link(opened, directory.resolve("other"), false));
    }
    assertArrayEquals(bytes(10), Files.readAllBytes(directory.resolve("second")));
    assertArrayEquals(bytes(7), Files.readAllBytes(directory.resolve("other")));
    assertArrayEquals(bytes(20), Files.readAllBytes(first));
  }

  @Test
  void whatIsGoneGetsNoOtherName() throws IOException {
    Path first = Files.write(directory.resolve("first"), bytes(10));
    try (PosixFile opened = PosixFile.tryOpen(first)) {
      Files.delete(first);
      assertFalse(UnnamedFile.link(opened, directory.resolve("second"), false));
    }
    assertEquals(List.of(), names());
  }

  @Test
  void namesOutsideAsciiAreUtf8() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("über"));
    written(folder.resolve("größe"), MemorySegment.ofArray(bytes(5)), true);
    assertArrayEquals(bytes(5), Files.readAllBytes(folder.resolve("größe")));
  }

  @Test
  void rightsAreThoseOfOtherNewFiles() throws IOException {
    written(directory.resolve("chunk"), MemorySegment.ofArray(bytes(5)), false);
    Files.write(directory.resolve("other"), bytes(5));
    assertEquals(
        Files.getPosixFilePermissions(directory.resolve("other")),
        Files.getPosixFilePermissions(directory.resolve("chunk")));
  }
}
