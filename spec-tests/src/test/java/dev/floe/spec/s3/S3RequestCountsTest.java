package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How many requests, one waiting for the other, a user waits for.
class S3RequestCountsTest {
  private static final Duration TRIP = Duration.ofMillis(30);
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[64],"data_type":"uint8",
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
      "fill_value":0,"codecs":[{"name":"bytes"}]}
      """;

  private S3Server server;

  @BeforeEach
  void start() {
    server = S3Server.start();
    try (Storage storage = storage();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", text(ARRAY));
      session.store().set("a/c/0", chunk());
      session.store().set("a/c/1", chunk());
      session.commit("start");
    }
    server.faults(S3FaultPlan.always(_ -> true, new S3Fault.Delayed(TRIP, S3Fault.NONE)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Storage storage() {
    return S3StorageBuilder.of("bucket", "repo")
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .open();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MemorySegment chunk() {
    return MemorySegment.ofArray(new byte[5_000]);
  }

  private String seen() {
    return server.requests().entries().toString();
  }

  @Test
  void aColdChunkIsSixTripsAwayAndAWarmOneOne() {
    server.requests().clear();
    try (Storage storage = storage();
        Repository repository = Repository.open(storage)) {
      Session session = repository.readonlySession(Version.MAIN);
      session.store().get("a/c/0").orElseThrow().close();
      assertTrue(server.requests().dependentRoundTrips() <= 6, seen());
      server.requests().clear();
      session.store().get("a/c/1").orElseThrow().close();
      assertEquals(1, server.requests().total(), seen());
    }
  }

  @Test
  void aCommitIsFiveTrips() {
    try (Storage storage = storage();
        Repository repository = Repository.open(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("a/c/2", chunk());
      session.store().get("a/c/0").orElseThrow().close();
      server.requests().clear();
      session.commit("one more");
      assertTrue(server.requests().dependentRoundTrips() <= 5, seen());
    }
  }
}
