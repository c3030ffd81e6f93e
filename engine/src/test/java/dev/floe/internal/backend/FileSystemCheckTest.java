package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.internal.backend.LocalOptions.Access;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions.Durability;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opening says what a file system lacks.
class FileSystemCheckTest {
  /// A file system of which some calls fail.
  private static final class FailingCalls implements FileSystemCheck.Calls {
    private final List<String> asked = new ArrayList<>();
    private Exception lock;
    private IOException rename;
    private IOException force;

    @Override
    public void lock(Path file) throws IOException {
      asked.add("lock");
      if (lock instanceof IOException e) {
        throw e;
      } else if (lock instanceof RuntimeException e) {
        throw e;
      }
      FileSystemCheck.Calls.super.lock(file);
    }

    @Override
    public void rename(StagedFile staged) throws IOException {
      asked.add("rename");
      if (rename != null) {
        throw rename;
      }
      FileSystemCheck.Calls.super.rename(staged);
    }

    @Override
    public void force(Path directory) throws IOException {
      asked.add("force");
      if (force != null) {
        throw force;
      }
      FileSystemCheck.Calls.super.force(directory);
    }
  }

  @TempDir Path temporary;
  private final FailingCalls calls = new FailingCalls();
  private Path root;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
  }

  private Storage open(Durability durability, Access access) {
    return LocalStorage.open(
        root,
        new LocalOptions(durability, access, Duration.ZERO),
        InstantSource.fixed(Instant.EPOCH),
        System::nanoTime,
        new Random(1),
        calls,
        Runnable::run);
  }

  private void opens() throws IOException {
    open(Durability.FSYNC, Access.READ_WRITE).close();
    nothingIsLeft();
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private void refuses(String lack) throws IOException {
    refused(
        assertThrows(
            StorageException.class, () -> open(Durability.FSYNC, Access.READ_WRITE).close()),
        lack);
  }

  private void refused(StorageException thrown, String lack) throws IOException {
    assertEquals(ErrorKind.STORAGE_CONFIG, thrown.kind());
    assertTrue(thrown.getMessage().contains(root.toString()), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(lack), thrown.getMessage());
    nothingIsLeft();
  }

  @Test
  void whatHasAllIsOpenedAndLeftAsItWas() throws IOException {
    opens();
    assertEquals(List.of("force", "lock", "rename"), calls.asked);
  }

  @Test
  void withoutLocks() throws IOException {
    calls.lock = new IOException("No locks available");
    refuses("has no file locks");
    calls.lock = new UnsupportedOperationException("none");
    refuses("has no file locks");
  }

  @Test
  void withoutAtomicRename() throws IOException {
    calls.rename = new AtomicMoveNotSupportedException("a", "b", "not here");
    refuses("cannot rename atomically");
  }

  @Test
  void withoutSynchronizedDirectories() throws IOException {
    calls.force = new IOException("Invalid argument");
    refuses("cannot synchronize directories");
    open(Durability.OPERATING_SYSTEM, Access.READ_WRITE).close();
  }

  @Test
  void whoOnlyReadsNeedsNothing() throws IOException {
    calls.lock = new IOException("No locks available");
    open(Durability.FSYNC, Access.READ).close();
    open(Durability.FSYNC, Access.FOREIGN).close();
    assertEquals(List.of(), calls.asked);
  }

  @Test
  void whatTellsNothingOfTheFileSystemIsNoReasonToRefuse() throws IOException {
    calls.force = new AccessDeniedException("root");
    calls.lock = new ClosedByInterruptException();
    calls.rename = new NoSuchFileException("taken away");
    opens();
    assertEquals(List.of("force", "lock", "rename"), calls.asked);
  }

  @Test
  void aLocationThatIsMadeLaterIsAskedThen() throws IOException {
    Files.delete(root);
    calls.lock = new IOException("No locks available");
    try (Storage storage = open(Durability.FSYNC, Access.READ_WRITE)) {
      assertEquals(List.of(), calls.asked);
      StorageException thrown = assertThrows(StorageException.class, storage::createLocation);
      refused(thrown, "has no file locks");
      assertInstanceOf(IOException.class, thrown.getCause());
    }
  }
}
