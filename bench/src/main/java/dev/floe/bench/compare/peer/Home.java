package dev.floe.bench.compare.peer;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.bench.Chunks;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The storage of a case, its engine and the repositories in it. Local ones are new each time,
/// except where several processes share one; the files stay until the case is over.
final class Home implements AutoCloseable {
  private static final long BUDGET_BYTES = 3L << 30;
  private static final AtomicInteger MADE = new AtomicInteger();

  private final Storage storage;
  private final Engine engine;

  Home(Parameters with) throws IOException {
    if (!with.is("storage", "local")) {
      storage = Storage.inMemory();
    } else {
      int number = with.values().containsKey("process") ? 0 : MADE.getAndIncrement();
      Path directory = Files.createDirectories(with.directory("floe-" + number));
      Durability durability =
          with.is("fsync", "on") ? Durability.FSYNC : Durability.OPERATING_SYSTEM;
      StorageOptions options = StorageOptions.STANDARD.withDurability(durability);
      storage = Storage.of(directory.toUri().toString(), options);
    }
    engine = Engine.create(BUDGET_BYTES);
  }

  Storage storage() {
    return storage;
  }

  private RepositoryOptions options() {
    return RepositoryOptions.STANDARD.withEngine(engine);
  }

  Repository create() {
    return Repository.create(storage, options());
  }

  Repository create(RepositoryOptions options) {
    return Repository.create(storage, options.withEngine(engine));
  }

  Repository open() {
    return Repository.open(storage, options());
  }

  /// A repository whose array has `chunks` chunks of `bytes` bytes each.
  Repository withChunks(Parameters with) {
    Repository repository = create();
    int count = with.count("chunks");
    int length = with.count("bytes");
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(count, length));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(length, 4096);
      for (int i = 0; i < count; i++) {
        Content.fill(chunk, i);
        session.store().set(Content.key(i), chunk);
      }
    }
    session.commit("chunks");
    return repository;
  }

  static Store reader(Repository repository) {
    return repository.readonlySession(Version.MAIN).store();
  }

  /// How many chunks a reader that opens the storage anew sees.
  long present() {
    try (Repository fresh = open();
        Stream<?> coordinates = reader(fresh).array("a").coordinates()) {
      return coordinates.count();
    }
  }

  static long ancestors(Repository repository) {
    try (Stream<?> line = repository.ancestry(Version.MAIN)) {
      return line.count();
    }
  }

  @Override
  public void close() {
    engine.close();
    storage.close();
  }
}
