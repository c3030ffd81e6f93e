package dev.floe.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.StorageSettings;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageTerms;
import dev.floe.virtual.VirtualChunkAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerSourcesTest {
  @TempDir Path dir;

  private final SegmentPool pool = SegmentPool.checked(1 << 20, System::nanoTime);
  private final StorageTerms terms = new StorageTerms(StorageSettings.empty(), pool);

  @AfterEach
  void close() {
    pool.close();
  }

  private ContainerSources sources(Path directory) {
    String prefix = directory.toUri().toString();
    return ContainerSources.of(
        Map.of(
            prefix,
            new VirtualChunkContainer(prefix, new ObjectStoreConfig.LocalFileSystem(""))
                .named("here")),
        VirtualChunkAccess.none().and(prefix),
        Storage::of,
        terms);
  }

  private static String read(VirtualSources.Source source) {
    try (Arena arena = Arena.ofShared()) {
      var into = arena.allocate(100);
      GetResult result =
          source.storage().get(source.key(), GetOptions.WHOLE, length -> into).join();
      long length = ((GetResult.Modified) result).lengthBytes();
      return new String(
          into.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @Test
  void filesOfADirectoryAreReadUnderTheirOwnNames() throws IOException {
    Path data = Files.createDirectories(dir.resolve("d a"));
    Files.writeString(data.resolve("x #é~.nc"), "inside");
    try (ContainerSources sources = sources(data)) {
      assertEquals("inside", read(sources.resolve(data.toUri() + "x%20%23%C3%A9~.nc")));
      assertEquals("inside", read(sources.resolve("vcc://here/x%20%23é~.nc")));
      assertSame(
          sources.resolve(data.toUri() + "a").storage(),
          sources.resolve(data.toUri() + "b").storage());
    }
  }

  @Test
  void aPrefixIsTakenAsItIsWrittenToo() throws IOException {
    for (String name : new String[] {"a b", "100%41", "a#b", "a?b", "é", "a%2fb"}) {
      Path data = Files.createDirectories(dir.resolve(name));
      Files.writeString(data.resolve("x"), "inside " + name);
      String prefix = "file://" + data + "/";
      try (ContainerSources sources =
          ContainerSources.of(
              Map.of(
                  prefix,
                  new VirtualChunkContainer(prefix, new ObjectStoreConfig.LocalFileSystem(""))),
              VirtualChunkAccess.none().and(prefix),
              Storage::of,
              terms)) {
        assertEquals("inside " + name, read(sources.resolve(data.toUri() + "x")));
      }
    }
  }

  @Test
  void noLinkLeadsOutOfTheDirectory() throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    Path secrets = Files.createDirectories(dir.resolve("secrets"));
    Files.writeString(secrets.resolve("key"), "secret");
    Files.writeString(data.resolve("file"), "inside");
    Files.createSymbolicLink(data.resolve("link"), secrets.resolve("key"));
    Files.createSymbolicLink(data.resolve("dir"), secrets);
    Files.createSymbolicLink(data.resolve("within"), data.resolve("file"));
    try (ContainerSources sources = sources(data)) {
      assertEquals("inside", read(sources.resolve("vcc://here/within")));
      for (String key : new String[] {"link", "dir/key"}) {
        CompletionException thrown =
            assertThrows(
                CompletionException.class, () -> read(sources.resolve("vcc://here/" + key)));
        assertEquals(
            ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER,
            ((IcechunkException) thrown.getCause()).kind());
      }
    }
  }

  @Test
  void aDirectoryMayBeReachedByALinkOfTheUser() throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    Files.writeString(data.resolve("file"), "inside");
    Path alias = Files.createSymbolicLink(dir.resolve("alias"), data);
    try (ContainerSources sources = sources(alias)) {
      assertEquals("inside", read(sources.resolve("vcc://here/file")));
    }
  }

  @Test
  void nothingIsOpenedAfterClosing() {
    ContainerSources sources = sources(dir);
    sources.close();
    assertThrows(IllegalStateException.class, () -> sources.resolve("vcc://here/file"));
  }
}
