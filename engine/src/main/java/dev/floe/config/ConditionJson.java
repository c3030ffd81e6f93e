package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What the two families of conditions have in common in files.
final class ConditionJson {
  private ConditionJson() {}

  static List<JsonValue> elements(JsonValue json, ConfigPlace place) {
    if (json instanceof JsonArray(List<JsonValue> elements)) {
      return elements;
    }
    throw place.unexpected("a list", json);
  }

  static <C> List<C> list(Variant variant, BiFunction<JsonValue, ConfigPlace, C> decode) {
    List<C> conditions = new ArrayList<>();
    List<JsonValue> elements = elements(variant.payload(), variant.place());
    for (int i = 0; i < elements.size(); i++) {
      conditions.add(decode.apply(elements.get(i), variant.place().at(i)));
    }
    return conditions;
  }

  static <C> JsonValue list(String name, List<C> conditions, Function<C, JsonValue> encode) {
    return Variant.json(name, new JsonArray(conditions.stream().map(encode).toList()));
  }

  static RegexSearch regex(Variant variant) {
    return RegexSearch.of(Variant.text(variant.member("regex"), variant.place().at("regex")));
  }

  static JsonValue regex(String name, RegexSearch regex) {
    return Variant.json(name, JsonObject.of(Map.of("regex", JsonValue.of(regex.pattern()))));
  }
}
