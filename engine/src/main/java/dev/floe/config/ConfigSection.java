package dev.floe.config;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A part of the configuration: for each of its keys a value or nothing. Immutable, safe on any
/// thread. Named accessors give what takes effect; [#value] tells what was set.
///
/// Two sections are equal if they set the same keys to the same values, unknown keys included.
public abstract sealed class ConfigSection
    permits RepositoryConfig,
        CompressionConfig,
        CachingConfig,
        StorageSettings,
        StorageConcurrencySettings,
        StorageRetriesSettings,
        StorageTimeoutSettings,
        ManifestConfig,
        ManifestPreloadConfig,
        ManifestSplittingConfig,
        ManifestVirtualChunkLocationCompressionConfig,
        RepoUpdateRetryConfig {
  private final SectionValues values;

  ConfigSection(SectionValues values) {
    this.values = values;
  }

  abstract SectionSchema<?> schema();

  final SectionValues values() {
    return values;
  }

  /// What this key was set to; empty if it was not set.
  public final <T> Optional<T> value(Setting<T> setting) {
    return values.value(setting);
  }

  /// Whether nothing at all is set.
  public final boolean isEmpty() {
    return values.equals(SectionValues.NONE);
  }

  /// What this key was set to, else its default.
  final <T> T effective(Setting<T> setting) {
    return value(setting).or(setting::defaultValue).orElseThrow();
  }

  /// As files hold it: every key of this version, unset ones as null, and the keys it does not
  /// know.
  public final JsonObject toJson() {
    return values.toJson(schema());
  }

  /// As [#toJson], for people: secrets and unknown values hidden.
  public final JsonObject redactedJson() {
    return values.show(schema(), SectionValues.Unset.AS_NULL);
  }

  /// Where this section holds keys that this version does not know, such as `storage.tier`.
  public final List<String> unknownKeys() {
    List<String> keys = new ArrayList<>();
    values.addUnknownKeys("", keys);
    return keys;
  }

  /// What takes effect, for people: defaults filled in, secrets and unknown values hidden.
  public final JsonObject describe() {
    return values.show(schema(), SectionValues.Unset.AS_DEFAULT);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof ConfigSection that
        && schema() == that.schema()
        && values.equals(that.values);
  }

  @Override
  public final int hashCode() {
    return values.hashCode();
  }

  /// What is set, secrets and unknown values hidden.
  @Override
  public final String toString() {
    return JsonText.compact(values.show(schema(), SectionValues.Unset.LEFT_OUT));
  }

  /// Collects the values of a section. Not safe on several threads.
  public abstract static sealed class Builder<S extends ConfigSection, B extends Builder<S, B>>
      permits RepositoryConfig.Builder,
          CompressionConfig.Builder,
          CachingConfig.Builder,
          StorageSettings.Builder,
          StorageConcurrencySettings.Builder,
          StorageRetriesSettings.Builder,
          StorageTimeoutSettings.Builder,
          ManifestConfig.Builder,
          ManifestPreloadConfig.Builder,
          ManifestVirtualChunkLocationCompressionConfig.Builder {
    private final SectionSchema<S> schema;
    private final Map<Setting<?>, SectionValues.Stored> set;
    private final JsonObject unknown;

    Builder(SectionSchema<S> schema, SectionValues start) {
      this.schema = schema;
      this.set = new LinkedHashMap<>(start.set());
      this.unknown = start.unknown();
    }

    abstract B self();

    /// Sets a key.
    ///
    /// @throws IllegalArgumentException if no file could hold the value, or the key is of another
    ///   section
    public final <T> B set(Setting<T> setting, T value) {
      Objects.requireNonNull(value, setting.key());
      return store(setting, new SectionValues.Stored(setting.checked(value), null));
    }

    /// Makes a key unset.
    public final B unset(Setting<?> setting) {
      set.remove(setting);
      return self();
    }

    final B store(Setting<?> setting, SectionValues.Stored stored) {
      if (schema.settings().get(setting.key()) != setting) {
        throw new IllegalArgumentException(setting.key() + " is a key of another section");
      }
      set.put(setting, stored);
      return self();
    }

    final Optional<SectionValues.Stored> stored(Setting<?> setting) {
      return Optional.ofNullable(set.get(setting));
    }

    /// The section with the values so far.
    public final S build() {
      return schema.create(new SectionValues(set, unknown));
    }
  }
}
