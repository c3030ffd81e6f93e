package dev.floe.config;

import dev.floe.format.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// An enumeration whose variants carry nothing.
final class EnumType<E extends Enum<E>> extends SettingType<E> {
  private final Map<String, E> byName = new LinkedHashMap<>();
  private final Function<E, String> name;

  EnumType(E[] values, Function<E, String> name) {
    this.name = name;
    for (E value : values) {
      byName.put(name.apply(value), value);
    }
  }

  @Override
  E decode(JsonValue json, ConfigPlace place) {
    Variant variant = Variant.of(json, place);
    E value = byName.get(variant.name());
    if (value == null) {
      throw place.unknownVariant(variant.name(), byName.keySet());
    }
    return value;
  }

  @Override
  JsonValue encode(E value) {
    return JsonValue.of(name.apply(value));
  }
}
