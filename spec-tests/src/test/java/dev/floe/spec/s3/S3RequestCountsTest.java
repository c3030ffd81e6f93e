package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.SpecVersion;
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
  private static final Duration TRIP = Duration.ofMillis(250);
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
    return storage("repo");
  }

  private Storage storage(String prefix) {
    return S3StorageBuilder.of("bucket", prefix)
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

  private void reads(Repository repository) {
    Session session = repository.readonlySession(Version.MAIN);
    session.store().get("a/c/0").orElseThrow().close();
    assertEquals(4, server.requests().dependentRoundTrips(), seen());
    server.requests().clear();
    session.store().get("a/c/1").orElseThrow().close();
    assertEquals(1, server.requests().total(), seen());
  }

  @Test
  void aColdChunkIsFourTripsAwayAndAWarmOneOne() {
    server.requests().clear();
    try (Storage storage = storage();
        Repository repository = Repository.open(storage)) {
      reads(repository);
    }
    server.requests().clear();
    try (Storage storage = storage();
        Repository repository = Repository.openOrCreate(storage)) {
      reads(repository);
    }
  }

  /// The snapshot that was fetched ahead is no longer the one.
  @Test
  void whatOthersCommittedSinceTheOpeningIsRead() {
    try (Storage storage = storage();
        Repository repository = Repository.open(storage);
        Repository other = Repository.open(storage)) {
      Session theirs = other.writableSession("main");
      theirs.store().set("a/c/2", chunk());
      theirs.commit("since");
      Session session = repository.readonlySession(Version.MAIN);
      assertTrue(session.store().exists("a/c/2"), seen());
    }
  }

  @Test
  void aSnapshotThatCouldNotBeFetchedAheadIsFetchedWhenItIsRead() {
    try (Storage storage = storage();
        Repository repository = Repository.open(storage)) {
      server.faults(
          S3FaultPlan.at(
              request -> request.key().contains("snapshots/"),
              0,
              new S3Fault.Refused(403, "AccessDenied")));
      Session session = repository.readonlySession(Version.MAIN);
      assertTrue(session.store().exists("a/c/0"), seen());
    }
  }

  private int tripsOfACommit(CommitOptions how) {
    try (Storage storage = storage();
        Repository repository = Repository.open(storage)) {
      return trips(repository, how);
    }
  }

  private int trips(Repository repository, CommitOptions how) {
    Session session = repository.writableSession("main");
    session.store().set("a/c/2", chunk());
    session.store().get("a/c/0").orElseThrow().close();
    server.requests().clear();
    session.commit("one more", how);
    return server.requests().dependentRoundTrips();
  }

  /// Files; the time of the snapshot; the ref, and the swap of it.
  @Test
  void aCommitInFormatOneIsFourTrips() {
    RepositoryOptions first = RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1);
    try (Storage storage = storage("first");
        Repository repository = Repository.create(storage, first)) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", text(ARRAY));
      session.store().set("a/c/0", chunk());
      session.commit("start");
      assertEquals(4, trips(repository, CommitOptions.STANDARD), seen());
    }
  }

  /// Files, beside them a look at the repository; the time of the snapshot, beside it the backup;
  /// the swap.
  @Test
  void aCommitIsThreeTrips() {
    assertEquals(3, tripsOfACommit(CommitOptions.STANDARD), seen());
  }

  @Test
  void aCommitThatMayBeRebasedIsThreeTrips() {
    assertEquals(3, tripsOfACommit(CommitOptions.rebaseWith(new ConflictDetector())), seen());
  }
}
