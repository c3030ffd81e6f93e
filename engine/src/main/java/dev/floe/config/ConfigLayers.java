package dev.floe.config;

import java.time.Duration;
import java.util.Objects;

/// The three layers of a configuration. What the user gave counts over what the repository holds,
/// which counts over what the backend does of itself.
///
/// The backend's values are never persisted: they would follow the repository to another backend.
/// The reference does persist them, and on local files and in memory with them that updates are not
/// conditional; there such a `false` stays in the file but has no effect, only the user can say so.
public record ConfigLayers(RepositoryConfig user, RepositoryConfig persisted, BackendKind backend) {
  /// The kinds of backend that differ in what they do of themselves.
  public enum BackendKind {
    /// Files of this machine: no retries; conditional updates hold.
    LOCAL_FILES,
    /// Memory of this process: as local files.
    IN_MEMORY,
    /// Anything behind a network: nothing of itself.
    OBJECT_STORE;

    /// The storage settings that apply where neither user nor repository says anything.
    public StorageSettings defaultSettings() {
      return switch (this) {
        case LOCAL_FILES -> local(4096);
        case IN_MEMORY -> local(1);
        case OBJECT_STORE -> StorageSettings.empty();
      };
    }

    private static StorageSettings local(long partBytes) {
      return StorageSettings.builder()
          .concurrency(
              StorageConcurrencySettings.builder()
                  .maxConcurrentRequestsForObject(5)
                  .idealConcurrentRequestSize(partBytes)
                  .build())
          .retries(
              StorageRetriesSettings.builder()
                  .maxTries(1)
                  .initialBackoff(Duration.ZERO)
                  .maxBackoff(Duration.ZERO)
                  .build())
          .build();
    }
  }

  public ConfigLayers {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(persisted, "persisted");
    Objects.requireNonNull(backend, "backend");
  }

  /// What takes effect.
  public RepositoryConfig effective() {
    RepositoryConfig defaults =
        RepositoryConfig.builder().storage(backend.defaultSettings()).build();
    return defaults.mergedWith(inForce()).mergedWith(user);
  }

  /// What a repository holds once this is saved: its own values and the user's, nothing else.
  public RepositoryConfig toPersist() {
    return persisted.mergedWith(user);
  }

  /// Whether the repository says that updates are not conditional, and the backend does as it says.
  public boolean persistedTurnsConditionalUpdatesOff() {
    return backend == BackendKind.OBJECT_STORE && !persisted.storage().unsafeUseConditionalUpdate();
  }

  /// The persisted layer without what has no effect on this backend.
  private RepositoryConfig inForce() {
    if (backend == BackendKind.OBJECT_STORE
        || persisted.value(RepositoryConfig.STORAGE).isEmpty()) {
      return persisted;
    }
    StorageSettings storage = persisted.storage();
    StorageSettings.Builder kept = storage.toBuilder();
    if (!storage.unsafeUseConditionalUpdate()) {
      kept.unset(StorageSettings.UNSAFE_USE_CONDITIONAL_UPDATE);
    }
    if (!storage.unsafeUseMetadata()) {
      kept.unset(StorageSettings.UNSAFE_USE_METADATA);
    }
    return persisted.toBuilder().storage(kept.build()).build();
  }
}
