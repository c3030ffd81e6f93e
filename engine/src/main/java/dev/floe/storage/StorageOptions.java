package dev.floe.storage;

import java.util.Map;
import java.util.Objects;

/// How a storage is opened.
///
/// @param durability what "written" means on local files
/// @param settings backend settings by name (`region`, `endpoint-url`, …); unknown names are
///   refused by the backend that reads them
public record StorageOptions(Durability durability, Map<String, String> settings) {
  /// What "written" means on local files.
  public enum Durability {
    /// On stable storage: files and directories are synchronized.
    FSYNC,
    /// Handed to the operating system, which may lose it when the machine stops.
    OPERATING_SYSTEM
  }

  /// Durable, and nothing else said.
  public static final StorageOptions STANDARD = new StorageOptions(Durability.FSYNC, Map.of());

  public StorageOptions {
    Objects.requireNonNull(durability, "durability");
    settings = Map.copyOf(settings);
  }

  /// The same with another durability.
  public StorageOptions withDurability(Durability other) {
    return new StorageOptions(other, settings);
  }
}
