package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileTest {
  @TempDir Path directory;

  private LocalFile open(String name, Instant modified) throws IOException {
    Path file = Files.write(directory.resolve(name), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return LocalFile.open(file);
  }

  @Test
  void timesAreRoundedUpToTheNextWholeSecond() throws IOException {
    try (LocalFile file = open("a.nc", Instant.ofEpochSecond(1000, 1000))) {
      assertEquals(Optional.of(new Checksum.LastModified(1001)), file.origin().checksum());
      assertTrue(file.changeMayGoUnnoticed(Instant.ofEpochSecond(1000, 2000)));
      assertTrue(file.changeMayGoUnnoticed(Instant.ofEpochSecond(1001)));
      assertFalse(file.changeMayGoUnnoticed(Instant.ofEpochSecond(1001, 1)));
    }
    try (LocalFile file = open("a.nc", Instant.ofEpochSecond(1000))) {
      assertEquals(Optional.of(new Checksum.LastModified(1000)), file.origin().checksum());
      assertFalse(file.changeMayGoUnnoticed(Instant.ofEpochSecond(1000, 1)));
    }
  }

  @Test
  void locationsAreUrls() throws IOException {
    try (LocalFile file = open("a b#ü%.nc", Instant.ofEpochSecond(1))) {
      assertTrue(file.origin().location().startsWith("file:///"));
      assertTrue(
          file.origin().location().endsWith("/a%20b%23%C3%BC%25.nc"), file.origin().location());
    }
    Path around = directory.resolve("no").resolve("..").resolve("a.nc");
    Files.createDirectory(directory.resolve("no"));
    Files.write(directory.resolve("a.nc"), new byte[1]);
    try (LocalFile file = LocalFile.open(around)) {
      assertFalse(file.origin().location().contains(".."));
    }
  }

  @Test
  void changesWhileItIsOpenAreNoticed() throws IOException {
    try (LocalFile file = open("a.nc", Instant.ofEpochSecond(1000))) {
      file.requireUnchanged();
      Files.setLastModifiedTime(file.path(), FileTime.from(Instant.ofEpochSecond(1000, 1000)));
      StorageException e = assertThrows(StorageException.class, file::requireUnchanged);
      assertEquals(ErrorKind.VIRTUAL_CHUNK_MODIFIED, e.kind());
    }
  }

  @Test
  void whatIsNotAFileIsSaid() {
    StorageException e =
        assertThrows(StorageException.class, () -> LocalFile.open(directory.resolve("none.nc")));
    assertEquals(ErrorKind.OBJECT_NOT_FOUND, e.kind());
    assertThrows(StorageException.class, () -> LocalFile.open(directory));
  }
}
