package dev.floe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ConfigLayers.BackendKind;
import dev.floe.format.JsonText;
import java.time.Duration;
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
    assertFalse(layers.persistedTurnsConditionalUpdatesOff());
  }

  @ParameterizedTest
  @EnumSource
  void theUserTurnsThemOffAnywhere(BackendKind backend) {
    ConfigLayers layers = new ConfigLayers(userSays(false), LOCAL_REFERENCE, backend);
    assertFalse(layers.effective().storage().unsafeUseConditionalUpdate());
  }

  @Test
  void onAnObjectStoreThePersistedFalseCounts() {
    ConfigLayers layers =
        new ConfigLayers(RepositoryConfig.empty(), LOCAL_REFERENCE, BackendKind.OBJECT_STORE);
    assertFalse(layers.effective().storage().unsafeUseConditionalUpdate());
    assertTrue(layers.persistedTurnsConditionalUpdatesOff());
    ConfigLayers overruled =
        new ConfigLayers(userSays(true), LOCAL_REFERENCE, BackendKind.OBJECT_STORE);
    assertTrue(overruled.effective().storage().unsafeUseConditionalUpdate());
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
