package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.StorageConcurrencySettings;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.error.StorageException;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a repository says of its storage reaches the requests: what was said when the storage was
/// opened counts over it, and nothing that it says makes writes less safe.
class PersistedSettingsTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[64],"data_type":"uint8",
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
      "fill_value":0,"codecs":[{"name":"bytes"}]}
      """;

  private final List<S3Request> requests = new CopyOnWriteArrayList<>();
  private S3Server server;

  @BeforeEach
  void start() {
    server = S3Server.start();
    watch(S3FaultPlan.none());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void watch(S3FaultPlan plan) {
    server.faults(request -> {
      requests.add(request);
      return plan.next(request);
    });
  }

  private Storage storage(StorageSettings settings) {
    return S3StorageBuilder.of("bucket", "repo")
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .settings(settings)
        .open();
  }

  private static RepositoryConfig config(UnaryOperator<StorageSettings.Builder> said) {
    return RepositoryConfig.builder()
        .storage(said.apply(StorageSettings.builder()).build())
        .build();
  }

  private void created(UnaryOperator<StorageSettings.Builder> persisted) {
    try (Storage storage = storage(StorageSettings.empty());
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session
          .store()
          .set("a/zarr.json", MemorySegment.ofArray(ARRAY.getBytes(StandardCharsets.UTF_8)));
      session.store().set("a/c/0", MemorySegment.ofArray(new byte[5_000]));
      session.commit("start");
      repository.saveConfig(config(persisted));
    }
    requests.clear();
  }

  private void opened(StorageSettings builder, RepositoryOptions how, Consumer<Repository> work) {
    try (Storage storage = storage(builder)) {
      try (Repository repository = Repository.open(storage, how)) {
        work.accept(repository);
      }
      assertTrue(storage.head("repo").join().isPresent(), "the storage is open still");
    }
  }

  private void opened(Consumer<Repository> work) {
    opened(StorageSettings.empty(), RepositoryOptions.STANDARD, work);
  }

  private static void read(Repository repository) {
    repository.readonlySession(Version.MAIN).store().get("a/c/0").orElseThrow().close();
  }

  private static void commit(Repository repository, int bytes) {
    Session session = repository.writableSession("main");
    session.store().set("a/c/1", MemorySegment.ofArray(new byte[bytes]));
    session.commit("more");
  }

  private long count(S3Operation operation, String key) {
    return requests.stream()
        .filter(r -> r.operation() == operation && r.key().startsWith("repo/" + key))
        .count();
  }

  private Set<String> classes(String key) {
    return requests.stream()
        .filter(r -> r.operation() == S3Operation.PUT_OBJECT && r.key().startsWith("repo/" + key))
        .map(r -> r.header("x-amz-storage-class").orElse("none"))
        .collect(Collectors.toSet());
  }

  @Test
  void storageClasses() {
    created(said ->
        said.storageClass("STANDARD")
            .metadataStorageClass("GLACIER_IR")
            .chunksStorageClass("STANDARD_IA"));
    opened(repository -> commit(repository, 2_000));
    assertEquals(Set.of("STANDARD"), classes("repo"));
    assertEquals(Set.of("GLACIER_IR"), classes("snapshots/"));
    assertEquals(Set.of("STANDARD_IA"), classes("chunks/"));
    requests.clear();
    StorageSettings mine = StorageSettings.builder().chunksStorageClass("ONEZONE_IA").build();
    opened(mine, RepositoryOptions.STANDARD, repository -> commit(repository, 3_000));
    assertEquals(Set.of("STANDARD"), classes("repo"));
    assertEquals(Set.of("ONEZONE_IA"), classes("chunks/"));
  }

  @Test
  void partsOfReadsAndUploads() {
    created(said ->
        said.minimumSizeForMultipartUpload(6 << 20)
            .concurrency(
                StorageConcurrencySettings.builder().idealConcurrentRequestSize(1_000).build()));
    opened(PersistedSettingsTest::read);
    assertEquals(5, count(S3Operation.GET_OBJECT, "chunks/"));
    opened(repository -> commit(repository, 7 << 20));
    assertEquals(2, count(S3Operation.UPLOAD_PART, "chunks/"));
    requests.clear();
    StorageConcurrencySettings two =
        StorageConcurrencySettings.builder().maxConcurrentRequestsForObject(2).build();
    opened(
        StorageSettings.builder().concurrency(two).build(),
        RepositoryOptions.STANDARD,
        PersistedSettingsTest::read);
    assertEquals(2, count(S3Operation.GET_OBJECT, "chunks/"), "each key counts for itself");
  }

  @Test
  void retriesAndTimeOuts() {
    created(said ->
        said.retries(
                StorageRetriesSettings.builder()
                    .maxTries(3)
                    .initialBackoff(Duration.ofMillis(1))
                    .build())
            .timeouts(StorageTimeoutSettings.builder().read(Duration.ofMillis(200)).build()));
    watch(
        S3FaultPlan.always(
            request -> request.key().startsWith("repo/chunks/"),
            new S3Fault.Refused(500, "InternalError")));
    opened(repository -> assertThrows(StorageException.class, () -> read(repository)));
    assertEquals(3, count(S3Operation.GET_OBJECT, "chunks/"));
    CompletableFuture<Void> never = new CompletableFuture<>();
    watch(
        S3FaultPlan.always(
            request -> request.key().startsWith("repo/chunks/"), new S3Fault.Held(never)));
    opened(repository -> {
      StorageException late = assertThrows(StorageException.class, () -> read(repository));
      assertTrue(late.getMessage().contains("PT0.2S"), late.getMessage());
    });
    never.complete(null);
  }

  private List<Boolean> conditional() {
    return requests.stream()
        .filter(r -> r.operation() == S3Operation.PUT_OBJECT && r.key().equals("repo/repo"))
        .map(S3Request::conditional)
        .toList();
  }

  /// As the reference writes it into every repository on local files, which may be copied.
  @Test
  void noRepositorySwitchesConditionalWritesOff() {
    created(said -> said.unsafeUseConditionalUpdate(false).unsafeUseConditionalCreate(false));
    opened(repository -> {
      assertTrue(repository.config().storage().unsafeUseConditionalUpdate());
      assertTrue(repository.storage().capabilities().conditionalUpdate());
      commit(repository, 100);
    });
    assertEquals(List.of(true), conditional());
    requests.clear();
    RepositoryOptions consent =
        RepositoryOptions.STANDARD.withConfig(config(s -> s.unsafeUseConditionalUpdate(false)));
    opened(StorageSettings.empty(), consent, repository -> commit(repository, 200));
    assertEquals(List.of(false), conditional());
    requests.clear();
    StorageSettings strict = StorageSettings.builder().unsafeUseConditionalUpdate(true).build();
    opened(strict, consent, repository -> commit(repository, 300));
    assertEquals(List.of(true), conditional(), "the storage was opened as one that compares");
    opened(repository ->
        assertEquals(
            Optional.of(false),
            repository
                .persistedConfig()
                .orElseThrow()
                .storage()
                .value(StorageSettings.UNSAFE_USE_CONDITIONAL_UPDATE)));
  }
}
