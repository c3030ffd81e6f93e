package dev.floe.bench.compare.peer;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.bench.Chunks;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
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

/// The storage of a case, its engine and the repositories in it. Storages are new each time, except
/// where several processes share one; the files stay until the case is over. Engines are new, too,
/// unless one is handed over, as of a service that goes on.
final class Home implements AutoCloseable {
  private static final long BUDGET_BYTES = 3L << 30;
  private static final AtomicInteger MADE = new AtomicInteger();

  static final String REGION = "us-east-1";

  private final Path place;
  private final Storage storage;
  private final Engine engine;
  private final boolean ownsEngine;

  Home(Parameters with) throws IOException {
    this(with, engine(with), true);
  }

  /// With an engine that stays open.
  Home(Parameters with, Engine engine) throws IOException {
    this(with, engine, false);
  }

  private Home(Parameters with, Engine engine, boolean ownsEngine) throws IOException {
    this.engine = engine;
    this.ownsEngine = ownsEngine;
    place = place(with);
    storage =
        switch (with.text("storage")) {
          case "local" -> local(with, place);
          case "s3" -> bucket(with, place);
          default -> Storage.inMemory();
        };
  }

  /// An engine with the memory of the case.
  static Engine engine(Parameters with) {
    long poolBytes = with.number("pool_mib") << 20;
    return Engine.create(poolBytes == 0 ? BUDGET_BYTES : poolBytes);
  }

  private static Path place(Parameters with) {
    int number = with.values().containsKey("process") ? 0 : MADE.getAndIncrement();
    return with.directory("floe-" + number);
  }

  private static Storage local(Parameters with, Path directory) throws IOException {
    Files.createDirectories(directory);
    Durability durability = with.is("fsync", "on") ? Durability.FSYNC : Durability.OPERATING_SYSTEM;
    StorageOptions options = StorageOptions.STANDARD.withDurability(durability);
    return Storage.of(directory.toUri().toString(), options);
  }

  private static Storage bucket(Parameters with, Path place) {
    return S3StorageBuilder.of(with.text("bucket"), prefix(place))
        .endpointUrl(with.text("endpoint"))
        .allowHttp(true)
        .region(REGION)
        .credentials(S3Credentials.Keys.of(with.text("key"), with.text("secret")))
        .open();
  }

  /// Below the bucket: the last two names of a place.
  private static String prefix(Path place) {
    return place.subpath(place.getNameCount() - 2, place.getNameCount()).toString();
  }

  /// How many objects hold chunks, where the server keeps its objects as files in `data`.
  long chunkObjects(Parameters with) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(with.text("data"), prefix(place), "chunks"))) {
      return files.count();
    }
  }

  /// With a copy of a repository that is there already.
  static Home copyOf(Path base, Parameters with) throws IOException {
    Home home = new Home(with);
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.toList()) {
        Path target = home.place.resolve(base.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return home;
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

  /// One more handle of the same engine: it shares what is cached.
  Repository open() {
    return Repository.open(storage, options());
  }

  /// A handle that has an engine of its own, and nothing at hand.
  Repository openAnew() {
    return Repository.open(storage, RepositoryOptions.STANDARD);
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
    try (Repository fresh = openAnew();
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
    if (ownsEngine) {
      engine.close();
    }
    storage.close();
  }
}
