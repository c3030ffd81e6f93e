package dev.floe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ConfigLayers.BackendKind;
import dev.floe.format.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigLayersTest {
  /// What the reference persists for a repository on local files.
  private static final RepositoryConfig LOCAL_REFERENCE =
      RepositoryConfig.fromJson(
          JsonText.parse(
              """
              {"storage":{"concurrency":{"ideal_concurrent_request_size":4096,
                "max_concurrent_requests_for_object":5},
                "retries":{"initial_backoff_ms":0,"max_backoff_ms":0,"max_tries":1},
                "unsafe_use_conditional_create":null,"unsafe_use_conditional_update":false,
                "unsafe_use_metadata":false}}\
              """,
              "test"),
          "repo");

  private static RepositoryConfig userSays(boolean conditional) {
    return RepositoryConfig.builder()
        .storage(StorageSettings.builder().unsafeUseConditionalUpdate(conditional).build())
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCAL_FILES", "IN_MEMORY"})
  void aPersistedFalseHasNoEffectWhereUpdatesAreConditionalAnyway(BackendKind backend) {
    ConfigLayers layers = new ConfigLayers(RepositoryConfig.empty(), LOCAL_REFERENCE, backend);
    assertTrue(layers.effective().storage().unsafeUseConditionalUpdate());
    assertTrue(layers.effective().storage().unsafeUseMetadata());
    assertEquals(1, layers.effective().storage().retries().maxTries());
    assertEquals(LOCAL_REFERENCE.toJson(), layers.toPersist().toJson());
    assertEquals(
        List.of("unsafe_use_conditional_update", "unsafe_use_metadata"), layers.withoutEffect());
  }

  @ParameterizedTest
  @EnumSource
  void theUserTurnsThemOffAnywhere(BackendKind backend) {
    ConfigLayers layers = new ConfigLayers(userSays(false), LOCAL_REFERENCE, backend);
    assertFalse(layers.effective().storage().unsafeUseConditionalUpdate());
  }

  /// A repository that the reference made on local files and somebody copied.
  @Test
  void whatTheReferenceNotesOfLocalFilesHasNoEffectOnAnObjectStore() {
    ConfigLayers layers =
        new ConfigLayers(RepositoryConfig.empty(), LOCAL_REFERENCE, BackendKind.OBJECT_STORE);
    assertTrue(layers.effective().storage().unsafeUseConditionalUpdate());
    assertFalse(layers.effective().storage().unsafeUseMetadata());
    assertEquals(10, layers.effective().storage().retries().maxTries());
    assertEquals(12_582_912, layers.forStorage().concurrency().idealConcurrentRequestSize());
    assertEquals(
        List.of("unsafe_use_conditional_update", "concurrency", "retries"), layers.withoutEffect());
    assertEquals(LOCAL_REFERENCE.toJson(), layers.toPersist().toJson());
  }

  @ParameterizedTest
  @EnumSource
  void noRepositorySwitchesConditionalWritesOffByItself(BackendKind backend) {
    RepositoryConfig persisted =
        RepositoryConfig.builder()
            .storage(
                StorageSettings.builder()
                    .unsafeUseConditionalCreate(false)
                    .unsafeUseConditionalUpdate(false)
                    .storageClass("COLD")
                    .build())
            .build();
    ConfigLayers layers = new ConfigLayers(RepositoryConfig.empty(), persisted, backend);
    assertEquals(StorageSettings.builder().storageClass("COLD").build(), layers.forStorage());
    assertEquals(
        List.of("unsafe_use_conditional_update", "unsafe_use_conditional_create"),
        layers.withoutEffect());
    ConfigLayers consented = new ConfigLayers(userSays(false), persisted, backend);
    assertFalse(consented.forStorage().unsafeUseConditionalUpdate());
    assertTrue(consented.forStorage().unsafeUseConditionalCreate());
    assertEquals(List.of("unsafe_use_conditional_create"), consented.withoutEffect());
  }

  @ParameterizedTest
  @EnumSource
  void whatTheBackendDoesOfItselfIsNeverPersisted(BackendKind backend) {
    RepositoryConfig user =
        RepositoryConfig.builder()
            .storage(StorageSettings.builder().storageClass("X").build())
            .build();
    ConfigLayers layers = new ConfigLayers(user, RepositoryConfig.empty(), backend);
    assertEquals(user, layers.toPersist());
    assertTrue(
        new ConfigLayers(RepositoryConfig.empty(), RepositoryConfig.empty(), backend)
            .toPersist()
            .isEmpty());
  }

  @Test
  void eachLayerCountsOverTheOneBelow() {
    RepositoryConfig persisted =
        RepositoryConfig.builder()
            .inlineChunkThresholdBytes(1)
            .maxConcurrentRequests(2)
            .storage(
                StorageSettings.builder()
                    .retries(
                        StorageRetriesSettings.builder()
                            .initialBackoff(Duration.ofMillis(7))
                            .build())
                    .build())
            .build();
    RepositoryConfig user = RepositoryConfig.builder().inlineChunkThresholdBytes(3).build();
    RepositoryConfig effective =
        new ConfigLayers(user, persisted, BackendKind.LOCAL_FILES).effective();
    assertEquals(3, effective.inlineChunkThresholdBytes());
    assertEquals(2, effective.maxConcurrentRequests());
    assertEquals(Duration.ofMillis(7), effective.storage().retries().initialBackoff());
    assertEquals(1, effective.storage().retries().maxTries());
    assertEquals(Optional.empty(), effective.previousFile());
  }
}
