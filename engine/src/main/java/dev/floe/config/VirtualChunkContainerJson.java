package dev.floe.config;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.UrlText;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The map of containers as files hold it.
final class VirtualChunkContainerJson {
  static final SettingType<SortedMap<String, VirtualChunkContainer>> MAP =
      new SettingType<>() {
        @Override
        SortedMap<String, VirtualChunkContainer> decode(JsonValue json, ConfigPlace place) {
          if (!(json instanceof JsonObject(var members))) {
            throw place.unexpected("a map", json);
          }
          TreeMap<String, VirtualChunkContainer> containers = new TreeMap<>();
          members.forEach((key, value) ->
              containers.put(key, container(value, place.at(UrlText.withoutSecrets(key)))));
          return Collections.unmodifiableSortedMap(containers);
        }

        @Override
        SortedMap<String, VirtualChunkContainer> check(
            String key, SortedMap<String, VirtualChunkContainer> containers) {
          return Collections.unmodifiableSortedMap(new TreeMap<>(containers));
        }

        @Override
        JsonValue encode(SortedMap<String, VirtualChunkContainer> containers) {
          return map(containers, Function.identity(), VirtualChunkContainerJson::encode);
        }

        @Override
        JsonValue show(
            SortedMap<String, VirtualChunkContainer> containers, SectionValues.Unset unset) {
          return map(containers, UrlText::withoutSecrets, VirtualChunkContainerJson::show);
        }
      };

  private VirtualChunkContainerJson() {}

  /// A map with a container added: what is known of the others' JSON is kept.
  @SuppressWarnings("unchecked") // the values stored under the setting of this type
  static SectionValues.Stored with(
      Optional<SectionValues.Stored> before, VirtualChunkContainer added) {
    TreeMap<String, VirtualChunkContainer> containers = new TreeMap<>();
    TreeMap<String, JsonValue> sources = new TreeMap<>();
    before.ifPresent(stored -> {
      containers.putAll((SortedMap<String, VirtualChunkContainer>) stored.value());
      if (stored.source() instanceof JsonObject(var members)) {
        sources.putAll(members);
      }
    });
    added
        .name()
        .ifPresent(name -> containers.values().removeIf(c -> c.name().equals(Optional.of(name))));
    sources.keySet().retainAll(containers.keySet());
    containers.put(added.urlPrefix(), added);
    sources.remove(added.urlPrefix());
    containers.forEach((key, container) -> sources.computeIfAbsent(key, _ -> encode(container)));
    return new SectionValues.Stored(
        Collections.unmodifiableSortedMap(containers), new JsonObject(sources));
  }

  private static JsonValue map(
      SortedMap<String, VirtualChunkContainer> containers,
      Function<String, String> key,
      Function<VirtualChunkContainer, JsonValue> value) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    containers.forEach((k, container) -> members.put(key.apply(k), value.apply(container)));
    return new JsonObject(members);
  }

  private static VirtualChunkContainer container(JsonValue json, ConfigPlace place) {
    return new VirtualChunkContainer(
        ObjectStoreJson.optional(json, "name", SettingType.TEXT, place),
        Variant.text(Variant.member(json, "url_prefix", place), place.at("url_prefix")),
        ObjectStoreJson.decode(Variant.member(json, "store", place), place.at("store")));
  }

  static JsonValue encode(VirtualChunkContainer container) {
    return json(container, container.urlPrefix(), ObjectStoreJson.encode(container.store()));
  }

  private static JsonValue show(VirtualChunkContainer container) {
    String prefix = UrlText.withoutSecrets(container.urlPrefix());
    return json(container, prefix, ObjectStoreJson.show(container.store()));
  }

  static String text(VirtualChunkContainer container) {
    return JsonText.compact(show(container));
  }

  private static JsonValue json(VirtualChunkContainer container, String prefix, JsonValue store) {
    return JsonObject.of(
        Map.of(
            "name",
            ObjectStoreJson.orNull(container.name().map(JsonValue::of)),
            "url_prefix",
            JsonValue.of(prefix),
            "store",
            store));
  }
}
