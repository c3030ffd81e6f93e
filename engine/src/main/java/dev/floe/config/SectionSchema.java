package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The keys of a section, in the order in which files declare them, and how to make the section.
final class SectionSchema<S extends ConfigSection> {
  private final Function<SectionValues, S> constructor;
  private final SequencedMap<String, Setting<?>> settings;

  private SectionSchema(
      Function<SectionValues, S> constructor, SequencedMap<String, Setting<?>> settings) {
    this.constructor = constructor;
    this.settings = settings;
  }

  static <S extends ConfigSection> SectionSchema<S> of(
      Function<SectionValues, S> constructor, Setting<?>... settings) {
    SequencedMap<String, Setting<?>> byKey = new LinkedHashMap<>();
    for (Setting<?> setting : settings) {
      byKey.put(setting.key(), setting);
    }
    return new SectionSchema<>(constructor, Collections.unmodifiableSequencedMap(byKey));
  }

  SequencedMap<String, Setting<?>> settings() {
    return settings;
  }

  S create(SectionValues values) {
    return constructor.apply(values);
  }

  /// The section that a map says; null and absent are both unset, unknown keys are kept.
  S decode(JsonValue json, ConfigPlace place) {
    if (!(json instanceof JsonObject(var members))) {
      throw place.unexpected("a map", json);
    }
    Map<Setting<?>, SectionValues.Stored> set = new LinkedHashMap<>();
    TreeMap<String, JsonValue> unknown = new TreeMap<>();
    members.forEach((key, value) -> {
      Setting<?> setting = settings.get(key);
      if (setting == null) {
        unknown.put(key, value);
      } else if (!(value instanceof JsonNull)) {
        Object decoded = setting.type().decode(value, place.at(key));
        set.put(setting, new SectionValues.Stored(decoded, value));
      }
    });
    return create(new SectionValues(set, new JsonObject(unknown)));
  }
}
