package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LockHolderTest {
  @TempDir Path directory;

  @Test
  void holdersAreToldFromThoseWhoWaitAndWhoRead() {
    String locks =
        """
        1: FLOCK  ADVISORY  WRITE 1 08:01:77 0 EOF
        2: POSIX  ADVISORY  READ 2 08:01:77 0 EOF
        3: -> POSIX  ADVISORY  WRITE 3 08:01:77 0 EOF
        4: POSIX  ADVISORY  WRITE 4 08:01:78 0 EOF
        5: POSIX  ADVISORY  WRITE 5 08:01:77 0 EOF
        """;
    assertEquals(OptionalLong.of(5), LockHolder.of(locks.lines(), 77));
    assertEquals(OptionalLong.empty(), LockHolder.of(locks.lines(), 79));
    assertEquals(OptionalLong.empty(), LockHolder.of(Stream.of("nonsense"), 77));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theKernelSaysWho() throws Exception {
    Path file = directory.resolve("repo#0");
    assertEquals(OptionalLong.empty(), LockHolder.of(file));
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      assertEquals(OptionalLong.of(ProcessHandle.current().pid()), LockHolder.of(file));
    }
    assertEquals(OptionalLong.empty(), LockHolder.of(file));
    Files.delete(file);
  }
}
