package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of somebody else, the sources of virtual chunks.
class ForeignFilesTest {
  @TempDir Path directory;
  private Path root;
  private Storage storage;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(directory.resolve("archive"));
    storage =
        Storage.of(
            root.toUri().toString(),
            new StorageOptions(Durability.FSYNC, Map.of("access", "foreign")));
  }

  private byte[] read(String key, Optional<Checksum> guard) {
    byte[] bytes = new byte[2];
    GetResult result =
        storage
            .get(
                key,
                GetOptions.guarded(ByteRange.of(1, 3), guard),
                _ -> MemorySegment.ofArray(bytes))
            .join();
    assertInstanceOf(GetResult.Modified.class, result);
    return bytes;
  }

  private ErrorKind failure(String key, Optional<Checksum> guard) {
    CompletionException thrown = assertThrows(CompletionException.class, () -> read(key, guard));
    return assertInstanceOf(VirtualChunkException.class, thrown.getCause()).kind();
  }

  @Test
  void namesAreTheirOwn() throws IOException {
    for (String name : List.of("a~b #1.nc", "50%25", "é", "x#2")) {
      Files.write(root.resolve(name), new byte[] {0, 1, 2});
      assertArrayEquals(new byte[] {1, 2}, read(name, Optional.empty()), name);
    }
    try (var objects = storage.list("")) {
      assertEquals(4, objects.count());
    }
  }

  @Test
  void theStateOfAFileIsItsInodeItsTimeAndItsLength() throws IOException {
    Path file = Files.write(root.resolve("run.nc"), new byte[] {0, 1, 2});
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-23T11:30:00.75Z")));
    String etag = FileStat.of(file).etag();
    long second = Instant.parse("2026-11-23T11:30:00Z").getEpochSecond();
    for (Checksum fits :
        List.of(
            new Checksum.ETag(etag),
            new Checksum.ETag('"' + etag + '"'),
            new Checksum.LastModified(second),
            new Checksum.LastModified(second + 1))) {
      assertArrayEquals(new byte[] {1, 2}, read("run.nc", Optional.of(fits)));
    }
    Files.write(file, new byte[] {3, 4, 5});
    for (Checksum stale : List.of(new Checksum.ETag(etag), new Checksum.LastModified(second - 1))) {
      assertEquals(ErrorKind.VIRTUAL_CHUNK_MODIFIED, failure("run.nc", Optional.of(stale)));
      IcechunkException thrown =
          assertThrows(
              VirtualChunkException.class,
              () -> storage.directReads().orElseThrow().open("run.nc", Optional.of(stale)));
      assertEquals(ErrorKind.VIRTUAL_CHUNK_MODIFIED, thrown.kind());
    }
  }

  @Test
  void linksOutOfTheDirectoryAreNotFollowed() throws IOException {
    Path secret = Files.write(directory.resolve("secret"), new byte[] {0, 1, 2});
    Files.createSymbolicLink(root.resolve("file"), secret);
    Files.createSymbolicLink(root.resolve("up"), directory);
    Path inside = Files.write(root.resolve("inside"), new byte[] {0, 1, 2});
    Files.createSymbolicLink(root.resolve("alias"), inside);
    Path beside = Files.createDirectory(directory.resolve("archive-2"));
    Files.write(beside.resolve("file"), new byte[] {0, 1, 2});
    Files.createSymbolicLink(root.resolve("beside"), beside);
    for (String key : List.of("file", "up/secret", "up/archive-2/file", "beside/file")) {
      assertEquals(
          ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER, failure(key, Optional.empty()), key);
      assertThrows(
          VirtualChunkException.class, () -> storage.directReads().orElseThrow().open(key));
    }
    try (var objects = storage.list("")) {
      assertEquals(List.of("inside"), objects.map(object -> object.key()).toList());
    }
    assertArrayEquals(new byte[] {1, 2}, read("alias", Optional.empty()));
    assertArrayEquals(new byte[] {1, 2}, read("up/archive/inside", Optional.empty()));
  }

  @Test
  void nothingIsWritten() throws IOException {
    assertFalse(storage.capabilities().write());
    MemorySegment body = MemorySegment.ofArray(new byte[1]);
    for (var attempt :
        List.of(
            storage.put("a", body, PutOptions.chunk()),
            storage.copy("a", "b", dev.floe.storage.Precondition.NONE),
            storage.delete(List.of("a")))) {
      CompletionException thrown = assertThrows(CompletionException.class, attempt::join);
      assertEquals(ErrorKind.READ_ONLY_STORAGE, ((IcechunkException) thrown.getCause()).kind());
    }
    assertThrows(IcechunkException.class, storage::createLocation);
    try (var files = Files.list(root)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void settingsAndLocationsThatMeanNothingAreRefused() throws IOException {
    Path file = Files.write(directory.resolve("plain"), new byte[1]);
    for (String url :
        List.of(
            "file://host/a",
            "file:relative",
            "file:",
            "file:///a%zz",
            "file:///a%00",
            file.toUri().toString())) {
      assertThrows(InvalidInputException.class, () -> Storage.of(url), url);
    }
    for (Map<String, String> settings : List.of(Map.of("acess", "read"), Map.of("access", "x"))) {
      StorageOptions options = new StorageOptions(Durability.FSYNC, settings);
      assertThrows(InvalidInputException.class, () -> Storage.of("file:///tmp", options));
    }
    assertEquals("/a b", Storage.of("file:///a%20b").location());
    assertEquals("/a?b#c", Storage.of("file://localhost/a?b#c").location());
  }
}
