package dev.floe.bench;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A repository with one array `a` of `count` chunks of the same length in a row, committed and
/// opened to read; in memory or in files of a temporary directory, which closing deletes. Every
/// chunk begins with its number.
public final class Chunks implements AutoCloseable {
  private static final long BUDGET_BYTES = 3L << 30;

  private final Scratch scratch;
  private final Engine engine;
  private final Repository repository;
  private final Store store;
  private final String[] keys;

  /// @param kind `memory` or `local`
  public Chunks(String kind, int count, long lengthBytes) {
    scratch = Scratch.open(kind, new StorageOptions(Durability.OPERATING_SYSTEM, Map.of()));
    engine = Engine.create(BUDGET_BYTES);
    repository =
        Repository.create(scratch.storage(), RepositoryOptions.STANDARD.withEngine(engine));
    keys = new String[count];
    write(count, lengthBytes);
    store = repository.readonlySession(Version.branch("main")).store();
  }

  private void write(int count, long lengthBytes) {
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", array(count, lengthBytes));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(lengthBytes);
      for (int i = 0; i < count; i++) {
        keys[i] = "a/c/" + i;
        chunk.set(ValueLayout.JAVA_INT, 0, i);
        session.store().set(keys[i], chunk);
      }
    }
    session.commit("chunks");
  }

  /// The document of an array of bytes in `count` chunks.
  public static MemorySegment array(long count, long lengthBytes) {
    String json =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8","chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[%d]}},"chunk_key_encoding":\
        {"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}\
        """
            .formatted(count * lengthBytes, lengthBytes);
    return MemorySegment.ofArray(json.getBytes(StandardCharsets.UTF_8));
  }

  public Store store() {
    return store;
  }

  public String key(int index) {
    return keys[index];
  }

  /// The files of the chunks, in no order; none if the chunks are in memory or in the manifest.
  public List<Path> files() {
    Path root = scratch.root();
    if (root == null || !Files.isDirectory(root.resolve("chunks"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root.resolve("chunks"))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    repository.close();
    engine.close();
    scratch.close();
  }
}
