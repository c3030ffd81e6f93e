package dev.floe.config;

import dev.floe.config.ManifestPreloadCondition.And;
import dev.floe.config.ManifestPreloadCondition.False;
import dev.floe.config.ManifestPreloadCondition.NameMatches;
import dev.floe.config.ManifestPreloadCondition.NumRefs;
import dev.floe.config.ManifestPreloadCondition.Or;
import dev.floe.config.ManifestPreloadCondition.PathMatches;
import dev.floe.config.ManifestPreloadCondition.RefBound;
import dev.floe.config.ManifestPreloadCondition.True;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;

/// Preload conditions as files hold them.
final class PreloadJson {
  private static final List<String> CONDITIONS =
      List.of("or", "and", "path_matches", "name_matches", "num_refs", "true", "false");
  private static final List<String> BOUNDS = List.of("Unbounded", "Included", "Excluded");

  static final SettingType<ManifestPreloadCondition> CONDITION =
      new SettingType<>() {
        @Override
        ManifestPreloadCondition decode(JsonValue json, ConfigPlace place) {
          return PreloadJson.decode(json, place);
        }

        @Override
        JsonValue encode(ManifestPreloadCondition condition) {
          return PreloadJson.encode(condition);
        }
      };

  private PreloadJson() {}

  private static ManifestPreloadCondition decode(JsonValue json, ConfigPlace place) {
    if (json instanceof JsonBoolean(boolean always)) {
      return always ? new True() : new False();
    }
    Variant variant = Variant.of(json, place);
    return switch (variant.name()) {
      case "or" -> new Or(ConditionJson.list(variant, PreloadJson::decode));
      case "and" -> new And(ConditionJson.list(variant, PreloadJson::decode));
      case "path_matches" -> new PathMatches(ConditionJson.regex(variant));
      case "name_matches" -> new NameMatches(ConditionJson.regex(variant));
      case "num_refs" -> new NumRefs(bound(variant, "from"), bound(variant, "to"));
      case "true" -> new True();
      case "false" -> new False();
      default -> throw place.unknownVariant(variant.name(), CONDITIONS);
    };
  }

  private static RefBound bound(Variant range, String key) {
    Variant variant = Variant.of(range.member(key), range.place().at(key));
    return switch (variant.name()) {
      case "Unbounded" -> new RefBound.Unbounded();
      case "Included" -> new RefBound.Included(variant.unsigned32());
      case "Excluded" -> new RefBound.Excluded(variant.unsigned32());
      default -> throw variant.place().unknownVariant(variant.name(), BOUNDS);
    };
  }

  private static JsonValue encode(ManifestPreloadCondition condition) {
    return switch (condition) {
      case Or(var all) -> ConditionJson.list("or", all, PreloadJson::encode);
      case And(var all) -> ConditionJson.list("and", all, PreloadJson::encode);
      case PathMatches(var regex) -> ConditionJson.regex("path_matches", regex);
      case NameMatches(var regex) -> ConditionJson.regex("name_matches", regex);
      case NumRefs(var from, var to) ->
          Variant.json("num_refs", JsonObject.of(Map.of("from", encode(from), "to", encode(to))));
      case True _ -> JsonValue.of("true");
      case False _ -> JsonValue.of("false");
    };
  }

  private static JsonValue encode(RefBound bound) {
    return switch (bound) {
      case RefBound.Unbounded _ -> JsonValue.of("Unbounded");
      case RefBound.Included(long most) -> Variant.json("Included", JsonValue.of(most));
      case RefBound.Excluded(long most) -> Variant.json("Excluded", JsonValue.of(most));
    };
  }
}
