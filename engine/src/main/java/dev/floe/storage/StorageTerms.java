package dev.floe.storage;

import dev.floe.config.StorageSettings;
import dev.floe.memory.SegmentPool;
import java.util.Objects;

/// On which terms a repository uses the storage that it is opened over.
///
/// @param settings what the configuration says of the storage; what was said when the storage was
///   opened counts over it
/// @param memory what the storage needs to hold of bytes under way counts against its limit
public record StorageTerms(StorageSettings settings, SegmentPool memory) {
  public StorageTerms {
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(memory, "memory");
  }
}
