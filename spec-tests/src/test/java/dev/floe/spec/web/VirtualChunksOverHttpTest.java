package dev.floe.spec.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Virtual chunks in a file of a web server, read through a repository.
class VirtualChunksOverHttpTest {
  private static final int CHUNKS = 64;
  private static final int CHUNK_BYTES = 16 << 10;

  private final S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
  private final byte[] file = new byte[1_000 + CHUNKS * CHUNK_BYTES];
  private final ServedStorage served = new ServedStorage(server);

  @BeforeEach
  void serve() {
    new Random(5).nextBytes(file);
    put(file);
  }

  @AfterEach
  void close() {
    served.close();
    server.close();
  }

  private void put(byte[] bytes) {
    served.put("run%207.nc", MemorySegment.ofArray(bytes), PutOptions.chunk()).join();
  }

  private Repository repository() {
    String prefix = server.endpoint() + "/bucket/";
    RepositoryConfig config =
        RepositoryConfig.builder()
            .virtualChunkContainer(
                new VirtualChunkContainer(
                    prefix, new ObjectStoreConfig.Http(new TreeMap<>(), new TreeMap<>())))
            .build();
    Repository repository =
        Repository.create(
            Storage.inMemory(),
            RepositoryOptions.STANDARD
                .withConfig(config)
                .withVirtualChunkAccess(VirtualChunkAccess.none().and(prefix)));
    Session session = repository.writableSession("main");
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
        "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
        "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
        "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}
        """
            .formatted(CHUNKS * CHUNK_BYTES, CHUNK_BYTES);
    session
        .store()
        .set("a/zarr.json", MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8)));
    String location = prefix + "served/run%207.nc";
    for (int i = 0; i < CHUNKS; i++) {
      session
          .store()
          .setVirtualRef(
              "a/c/" + i, VirtualChunk.at(location, 1_000L + i * CHUNK_BYTES, CHUNK_BYTES));
    }
    session.commit("references");
    return repository;
  }

  private MemorySegment chunk(int index) {
    return MemorySegment.ofArray(file).asSlice(1_000L + index * CHUNK_BYTES, CHUNK_BYTES);
  }

  @Test
  void neighboursShareRequests() {
    try (Repository repository = repository()) {
      server.requests().clear();
      ReadBatch batch = new ReadBatch();
      for (int i = 0; i < CHUNKS; i++) {
        batch.add("a/c/" + i);
      }
      try (ReadResults results =
          repository.readonlySession(Version.MAIN).store().readAll(batch).join().orThrow()) {
        for (int i = 0; i < CHUNKS; i++) {
          assertEquals(-1, results.bytes(i).orElseThrow().mismatch(chunk(i)), "chunk " + i);
        }
      }
      assertTrue(server.requests().total() <= 2, "requests: " + server.requests().counts());
    }
  }

  @Test
  void aFileThatIsTooShortIsNamed() {
    try (Repository repository = repository()) {
      put(new byte[2_000]);
      try (ReadResults results =
          repository
              .readonlySession(Version.MAIN)
              .store()
              .readAll(new ReadBatch().add("a/c/9"))
              .join()) {
        var failure = results.failure(0).orElseThrow();
        assertTrue(failure.getMessage().contains("run 7.nc"), failure.getMessage());
        assertTrue(
            failure.kind() == ErrorKind.INVALID_OBJECT_SIZE
                || failure.kind() == ErrorKind.VIRTUAL_CHUNK_FETCH
                || failure.kind() == ErrorKind.INVALID_BYTE_RANGE,
            failure.toString());
      }
    }
  }
}
