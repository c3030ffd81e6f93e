package dev.floe.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The three layers of a configuration. What the user gave counts over what the repository holds,
/// which counts over what the backend does of itself.
///
/// The backend's values are never persisted: they would follow the repository to another backend.
/// The reference does persist them, and on local files and in memory with them that updates are not
/// conditional. So that no repository switches conditional writes off by itself, such a `false`
/// stays in the file but has no effect on any backend: only who opens it can say so. Neither have
/// the parts and retries of the reference's local files once a repository is elsewhere.
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

  /// What the storage is to do that was opened for the repository, and was not told itself.
  public StorageSettings forStorage() {
    return inForce().mergedWith(user).storage();
  }

  /// The keys of what the repository says of its storage and has no effect here.
  public List<String> withoutEffect() {
    return ignored().stream()
        .filter(setting -> user.storage().value(setting).isEmpty())
        .map(Setting::key)
        .toList();
  }

  /// The persisted layer without what has no effect.
  private RepositoryConfig inForce() {
    if (ignored().isEmpty()) {
      return persisted;
    }
    StorageSettings.Builder kept = persisted.storage().toBuilder();
    ignored().forEach(kept::unset);
    return persisted.toBuilder().storage(kept.build()).build();
  }

  private Set<Setting<?>> ignored() {
    StorageSettings said = persisted.storage();
    Set<Setting<?>> ignored = new LinkedHashSet<>();
    if (!said.unsafeUseConditionalUpdate()) {
      ignored.add(StorageSettings.UNSAFE_USE_CONDITIONAL_UPDATE);
    }
    if (!said.unsafeUseConditionalCreate()) {
      ignored.add(StorageSettings.UNSAFE_USE_CONDITIONAL_CREATE);
    }
    if (backend != BackendKind.OBJECT_STORE) {
      if (!said.unsafeUseMetadata()) {
        ignored.add(StorageSettings.UNSAFE_USE_METADATA);
      }
      return ignored;
    }
    for (BackendKind other : List.of(BackendKind.LOCAL_FILES, BackendKind.IN_MEMORY)) {
      StorageSettings moved = other.defaultSettings();
      if (said.value(StorageSettings.CONCURRENCY)
          .equals(moved.value(StorageSettings.CONCURRENCY))) {
        ignored.add(StorageSettings.CONCURRENCY);
      }
      if (said.value(StorageSettings.RETRIES).equals(moved.value(StorageSettings.RETRIES))) {
        ignored.add(StorageSettings.RETRIES);
      }
    }
    return ignored;
  }
}
