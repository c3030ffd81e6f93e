package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles.StagedObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStagedObjectTest {
  private static final String KEY = "chunks/0123456789";

  @TempDir Path directory;
  private Storage storage;

  @BeforeEach
  void open() {
    storage = Storage.localFilesystem(directory);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private StagedObject stage() {
    return storage.objectFiles().orElseThrow().stage(KEY);
  }

  private static MemorySegment bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private List<String> listed() {
    try (Stream<ObjectInfo> objects = storage.list("")) {
      return objects.map(ObjectInfo::key).toList();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("chunks"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void piecesInAnyOrderAreTheObjectOnceItIsPublished() throws IOException {
    MemorySegment body = bytes((2 << 20) + 3);
    try (StagedObject staged = stage()) {
      staged.write(1 << 20, body.asSlice(1 << 20));
      staged.write(0, body.asSlice(0, 1 << 20));
      assertEquals(List.of(), listed());
      assertTrue(storage.head(KEY).join().isEmpty());
      staged.publish(body.byteSize());
    }
    assertEquals(List.of("0123456789"), files());
    Path file = storage.objectFiles().orElseThrow().file(KEY);
    assertEquals(-1, body.mismatch(MemorySegment.ofArray(Files.readAllBytes(file))));
    GetResult result =
        storage
            .get(KEY, GetOptions.WHOLE, length -> MemorySegment.ofArray(new byte[(int) length]))
            .join();
    assertEquals(body.byteSize(), ((GetResult.Modified) result).objectBytes());
  }

  @Test
  void whatIsNotPublishedLeavesNothing() throws IOException {
    try (StagedObject staged = stage()) {
      staged.write(0, bytes(100));
    }
    assertEquals(List.of(), files());
    stage().close();
    assertEquals(List.of(), files());
  }

  @Test
  void anotherLengthIsRefusedAndTheObjectBeforeStays() throws IOException {
    try (StagedObject staged = stage()) {
      staged.write(0, bytes(5));
      staged.publish(5);
    }
    try (StagedObject staged = stage()) {
      staged.write(0, bytes(7));
      StorageException e = assertThrows(StorageException.class, () -> staged.publish(8));
      assertEquals(ErrorKind.INVALID_OBJECT_SIZE, e.kind());
      assertTrue(e.getMessage().contains(KEY + " in "), e.getMessage());
      assertTrue(e.getMessage().endsWith("expected 8 bytes, found 7"), e.getMessage());
    }
    assertEquals(5, Files.size(directory.resolve(KEY)));
    try (StagedObject staged = stage()) {
      staged.write(0, bytes(7));
      staged.publish(7);
    }
    assertEquals(7, Files.size(directory.resolve(KEY)));
    assertEquals(1, files().size());
  }

  @Test
  void whoKnowsThePathMayWriteItAnew() throws IOException {
    try (StagedObject staged = stage()) {
      Files.delete(staged.path());
      Files.write(staged.path(), new byte[9]);
      staged.publish(9);
    }
    assertEquals(9, Files.size(directory.resolve(KEY)));
  }

  private static StorageOptions accessing(String how) {
    return new StorageOptions(StorageOptions.Durability.FSYNC, Map.of("access", how));
  }

  @Test
  void objectsThatChangeHaveNoFilesToUse() {
    var files = storage.objectFiles().orElseThrow();
    assertEquals(
        ErrorKind.NOT_ALLOWED,
        assertThrows(InvalidInputException.class, () -> files.stage("repo")).kind());
    assertThrows(InvalidInputException.class, () -> files.file("config.yaml"));
    assertThrows(InvalidInputException.class, () -> files.stage("chunks/../../x"));
    String url = directory.toUri().toString();
    try (Storage foreign = Storage.of(url, accessing("foreign"));
        Storage read = Storage.of(url, accessing("read"))) {
      assertTrue(foreign.objectFiles().isEmpty());
      assertThrows(ReadOnlyException.class, () -> read.objectFiles().orElseThrow().stage(KEY));
    }
  }
}
