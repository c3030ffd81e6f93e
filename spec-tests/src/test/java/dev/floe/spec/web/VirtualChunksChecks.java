package dev.floe.spec.web;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.S3Options;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/// What holds of virtual chunks wherever their file is: nothing is asked of a place that was not
/// authorized, neighbours of several arrays share requests, and whoever must do something about an
/// error is told what. A program too, for stores that are reached as the environment says.
final class VirtualChunksChecks {
  /// The name of the file below the prefix of its container, percent-encoded.
  static final String FILE = "run%207.nc";

  private static final int ARRAYS = 4;
  private static final int CHUNKS = 16;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final int HEADER_BYTES = 1_000;
  private static final String ATTEMPTS = "dev.floe.HttpAttempt";

  private static final S3Options OVER_HTTP =
      new S3Options(
          Optional.empty(),
          Optional.empty(),
          false,
          true,
          true,
          Optional.empty(),
          false,
          Optional.empty());

  private final String prefix;
  private final RepositoryConfig config;
  private final String access;
  private final byte[] file = file();
  private final List<String> problems = new ArrayList<>();

  /// @param access how the prefix is authorized, such as `=env`, or nothing
  private VirtualChunksChecks(String prefix, ObjectStoreConfig store, String access) {
    this.prefix = prefix;
    this.access = access;
    this.config =
        RepositoryConfig.builder()
            .virtualChunkContainer(new VirtualChunkContainer(prefix, store).named("archive"))
            .build();
  }

  /// What is in the file.
  static byte[] file() {
    byte[] file = new byte[HEADER_BYTES + ARRAYS * CHUNKS * CHUNK_BYTES];
    new Random(5).nextBytes(file);
    return file;
  }

  /// What does not hold, of a file that is there.
  static List<String> problems(String prefix, ObjectStoreConfig store, String access) {
    VirtualChunksChecks checks = new VirtualChunksChecks(prefix, store, access);
    try (Storage storage = Storage.inMemory()) {
      checks.create(storage);
      checks.unauthorized(storage);
      checks.authorized(storage);
    } catch (IOException e) {
      checks.problems.add(e.toString());
    }
    return checks.problems;
  }

  /// @param arguments the prefix, and how it is authorized
  public static void main(String[] arguments) {
    String scheme = arguments[0].substring(0, arguments[0].indexOf(':'));
    ObjectStoreConfig store =
        switch (scheme) {
          case "gs" -> new ObjectStoreConfig.Gcs(new TreeMap<>());
          case "az" -> new ObjectStoreConfig.Azure(new TreeMap<>());
          case "s3" -> new ObjectStoreConfig.S3Compatible(OVER_HTTP);
          default -> throw new IllegalArgumentException(scheme);
        };
    List<String> problems = problems(arguments[0], store, arguments[1]);
    problems.forEach(System.out::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  /// The same in a process with variables of the environment.
  static List<String> problemsWith(Map<String, String> environment, String prefix, String access)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                VirtualChunksChecks.class.getName(),
                prefix,
                access)
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> said = new ArrayList<>(process.inputReader(StandardCharsets.UTF_8).readAllLines());
    if (process.waitFor() > 1 || process.exitValue() == 1 && said.isEmpty()) {
      said.add("ended with " + process.exitValue());
    }
    return process.exitValue() == 0 ? List.of() : said;
  }

  private Repository open(Storage storage, VirtualChunkAccess allowed) {
    return Repository.open(storage, RepositoryOptions.STANDARD.withVirtualChunkAccess(allowed));
  }

  private void create(Storage storage) {
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
        "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
        "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
        "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}
        """
            .formatted(CHUNKS * CHUNK_BYTES, CHUNK_BYTES);
    try (Repository repository =
        Repository.create(storage, RepositoryOptions.STANDARD.withConfig(config))) {
      Session session = repository.writableSession("main");
      for (String array : List.of("a0", "a1", "a2", "a3", "wrong", "missing")) {
        session
            .store()
            .set(
                array + "/zarr.json",
                MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8)));
      }
      for (int i = 0; i < ARRAYS * CHUNKS; i++) {
        session
            .store()
            .setVirtualRef(
                key(i), VirtualChunk.at("vcc://archive/" + FILE, offset(i), CHUNK_BYTES));
      }
      session
          .store()
          .setVirtualRef(
              "wrong/c/0",
              VirtualChunk.at(prefix + FILE, 0, CHUNK_BYTES)
                  .guardedBy(new Checksum.ETag("of another version")));
      session
          .store()
          .setVirtualRef("missing/c/0", VirtualChunk.at(prefix + "no file", 0, CHUNK_BYTES));
      session.commit("references");
    }
  }

  /// Chunks that lie beside each other belong to different arrays.
  private static String key(int index) {
    return "a" + index % ARRAYS + "/c/" + index / ARRAYS;
  }

  private static long offset(int index) {
    return HEADER_BYTES + (long) index * CHUNK_BYTES;
  }

  private MemorySegment chunk(int index) {
    return MemorySegment.ofArray(file).asSlice(offset(index), CHUNK_BYTES);
  }

  private void unauthorized(Storage storage) throws IOException {
    int requests =
        requestsOf(() -> {
          try (Repository repository = open(storage, VirtualChunkAccess.none())) {
            Store store = repository.readonlySession(Version.MAIN).store();
            fails(
                () -> store.get(key(0)),
                ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER,
                List.of(
                    prefix,
                    "(container archive)",
                    "VirtualChunkAccess.none().and(\"" + prefix + "\")",
                    "--authorize " + prefix));
            try (ReadResults results = store.readAll(new ReadBatch().add(key(1))).join()) {
              check(
                  results.failure(0).orElseThrow().kind()
                      == ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER,
                  "a batch: " + results.failure(0));
            }
          }
        });
    check(requests == 0, requests + " requests to a place that was not authorized");
  }

  private void authorized(Storage storage) throws IOException {
    VirtualChunkAccess allowed = VirtualChunkAccess.none().andParsed(prefix + access);
    try (Repository repository = open(storage, allowed)) {
      Store store = repository.readonlySession(Version.MAIN).store();
      int requests = requestsOf(() -> batch(store));
      check(requests >= 1 && requests <= 2, requests + " requests for 64 neighbours");
      requests = requestsOf(() -> range(store));
      check(requests == 1, requests + " requests for a range of a chunk");
      fails(() -> store.get("wrong/c/0"), ErrorKind.VIRTUAL_CHUNK_MODIFIED, List.of("run"));
      fails(() -> store.get("missing/c/0"), ErrorKind.VIRTUAL_CHUNK_FETCH, List.of("no file"));
    }
  }

  private void batch(Store store) {
    ReadBatch batch = new ReadBatch();
    for (int i = 0; i < ARRAYS * CHUNKS; i++) {
      batch.add(key(i));
    }
    try (ReadResults results = store.readAll(batch).join().orThrow()) {
      for (int i = 0; i < ARRAYS * CHUNKS; i++) {
        check(results.bytes(i).orElseThrow().mismatch(chunk(i)) < 0, "wrong bytes in " + key(i));
      }
    }
  }

  private void range(Store store) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment destination = arena.allocate(100);
      store.getInto(key(5), ByteRange.of(50, 150), destination);
      check(destination.mismatch(chunk(5).asSlice(50, 100)) < 0, "wrong bytes in a range");
    }
  }

  private void fails(Runnable read, ErrorKind kind, List<String> said) {
    try {
      read.run();
      problems.add("no " + kind);
    } catch (IcechunkException e) {
      check(e.kind() == kind, "expected " + kind + ", found " + e);
      said.forEach(text -> check(e.getMessage().contains(text), text + " is not in " + e));
    }
  }

  private void check(boolean good, String problem) {
    if (!good) {
      problems.add(problem);
    }
  }

  private static int requestsOf(Runnable work) throws IOException {
    Path file = Files.createTempFile("requests", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(ATTEMPTS);
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
      return (int)
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals(ATTEMPTS))
              .count();
    } finally {
      Files.delete(file);
    }
  }
}
