package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is set in a section, and the keys that this version does not know.
record SectionValues(Map<Setting<?>, Stored> set, JsonObject unknown) {
  static final SectionValues NONE = new SectionValues(Map.of(), JsonObject.EMPTY);

  /// What people see of a key that is not set.
  enum Unset {
    LEFT_OUT,
    AS_NULL,
    AS_DEFAULT
  }

  /// A value and the JSON it was read from, which is what goes back into the file: it may hold more
  /// than this version understands. Null if the value was not read.
  record Stored(Object value, JsonValue source) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Stored that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  SectionValues {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
  }

  <T> Optional<T> value(Setting<T> setting) {
    return Optional.ofNullable(valueOrNull(setting));
  }

  @SuppressWarnings("unchecked") // only `Setting<T>` puts a value under itself
  private <T> T valueOrNull(Setting<T> setting) {
    Stored stored = set.get(setting);
    return stored == null ? null : (T) stored.value();
  }

  SectionValues mergedWith(SectionValues over) {
    Map<Setting<?>, Stored> merged = new LinkedHashMap<>(set);
    over.set.forEach(
        (setting, stored) -> merged.merge(setting, stored, (a, b) -> merged(setting, a, b)));
    return new SectionValues(merged, unknown.overlaidWith(over.unknown));
  }

  @SuppressWarnings("unchecked") // as above
  private static <T> Stored merged(Setting<T> setting, Stored under, Stored over) {
    T value = setting.type().merge((T) under.value(), (T) over.value());
    return value == over.value() ? over : new Stored(value, null);
  }

  /// Every known key, unset ones as null, and the unknown ones.
  JsonObject toJson(SectionSchema<?> schema) {
    TreeMap<String, JsonValue> members = new TreeMap<>(unknown.members());
    for (Setting<?> setting : schema.settings().values()) {
      members.put(setting.key(), json(setting));
    }
    return new JsonObject(members);
  }

  private <T> JsonValue json(Setting<T> setting) {
    Stored stored = set.get(setting);
    if (stored == null) {
      return JsonNull.INSTANCE;
    }
    if (stored.source() != null && !(stored.value() instanceof ConfigSection)) {
      return stored.source();
    }
    return setting.type().encode(valueOrNull(setting));
  }

  /// For people: secrets replaced, and unknown keys too, for what they hold is not known.
  JsonObject show(SectionSchema<?> schema, Unset unset) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    unknown.members().keySet().forEach(key -> members.put(key, new JsonString(Redaction.HIDDEN)));
    for (Setting<?> setting : schema.settings().values()) {
      show(setting, unset, members);
    }
    return new JsonObject(members);
  }

  private <T> void show(Setting<T> setting, Unset unset, Map<String, JsonValue> into) {
    Optional<T> value = value(setting);
    if (value.isEmpty() && unset == Unset.AS_DEFAULT) {
      value = setting.defaultValue();
    }
    if (value.isPresent()) {
      into.put(setting.key(), setting.type().show(value.get(), unset));
    } else if (unset != Unset.LEFT_OUT) {
      into.put(setting.key(), JsonNull.INSTANCE);
    }
  }

  void addUnknownKeys(String path, List<String> keys) {
    unknown.members().keySet().forEach(key -> keys.add(path + key));
    set.forEach((setting, stored) -> {
      if (stored.value() instanceof ConfigSection section) {
        section.values().addUnknownKeys(path + setting.key() + ".", keys);
      }
    });
  }
}
