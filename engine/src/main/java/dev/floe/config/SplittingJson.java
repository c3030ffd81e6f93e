package dev.floe.config;

import dev.floe.config.ManifestSplitCondition.And;
import dev.floe.config.ManifestSplitCondition.AnyArray;
import dev.floe.config.ManifestSplitCondition.NameMatches;
import dev.floe.config.ManifestSplitCondition.Or;
import dev.floe.config.ManifestSplitCondition.PathMatches;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Splitting rules as files hold them: a list of pairs of a condition and a list of dimensions.
final class SplittingJson {
  private static final List<String> CONDITIONS =
      List.of("or", "and", "path_matches", "name_matches", "any_array");
  private static final List<String> DIMENSIONS = List.of("Axis", "DimensionName", "Any");

  static final SettingType<List<ManifestSplitRule>> RULES =
      new SettingType<>() {
        @Override
        List<ManifestSplitRule> decode(JsonValue json, ConfigPlace place) {
          List<ManifestSplitRule> rules = new ArrayList<>();
          List<JsonValue> elements = ConditionJson.elements(json, place);
          for (int i = 0; i < elements.size(); i++) {
            rules.add(rule(elements.get(i), place.at(i)));
          }
          return List.copyOf(rules);
        }

        @Override
        JsonValue encode(List<ManifestSplitRule> rules) {
          return new JsonArray(rules.stream().map(SplittingJson::encodeRule).toList());
        }
      };

  private SplittingJson() {}

  private static ManifestSplitRule rule(JsonValue json, ConfigPlace place) {
    List<JsonValue> pair = ConditionJson.elements(json, place);
    if (pair.size() != 2) {
      throw place.failure("a condition and a list of dimensions", pair.size() + " elements");
    }
    List<SplitDimension> dimensions = new ArrayList<>();
    List<JsonValue> elements = ConditionJson.elements(pair.get(1), place.at(1));
    for (int i = 0; i < elements.size(); i++) {
      dimensions.add(dimension(elements.get(i), place.at(1).at(i)));
    }
    return new ManifestSplitRule(condition(pair.get(0), place.at(0)), dimensions);
  }

  private static JsonValue encodeRule(ManifestSplitRule rule) {
    return new JsonArray(
        List.of(
            encode(rule.condition()),
            new JsonArray(rule.dimensions().stream().map(SplittingJson::encode).toList())));
  }

  private static ManifestSplitCondition condition(JsonValue json, ConfigPlace place) {
    Variant variant = Variant.of(json, place);
    return switch (variant.name()) {
      case "or" -> new Or(ConditionJson.list(variant, SplittingJson::condition));
      case "and" -> new And(ConditionJson.list(variant, SplittingJson::condition));
      case "path_matches" -> new PathMatches(ConditionJson.regex(variant));
      case "name_matches" -> new NameMatches(ConditionJson.regex(variant));
      case "any_array" -> new AnyArray();
      default -> throw place.unknownVariant(variant.name(), CONDITIONS);
    };
  }

  private static JsonValue encode(ManifestSplitCondition condition) {
    return switch (condition) {
      case Or(var all) -> ConditionJson.list("or", all, SplittingJson::encode);
      case And(var all) -> ConditionJson.list("and", all, SplittingJson::encode);
      case PathMatches(var regex) -> ConditionJson.regex("path_matches", regex);
      case NameMatches(var regex) -> ConditionJson.regex("name_matches", regex);
      case AnyArray _ -> JsonValue.of("any_array");
    };
  }

  private static SplitDimension dimension(JsonValue json, ConfigPlace place) {
    SplitDimension.Condition condition =
        dimensionCondition(Variant.member(json, "condition", place), place.at("condition"));
    JsonValue count = Variant.member(json, "num_chunks", place);
    return new SplitDimension(
        condition, SettingType.unsigned32().decode(count, place.at("num_chunks")));
  }

  private static SplitDimension.Condition dimensionCondition(JsonValue json, ConfigPlace place) {
    Variant variant = Variant.of(json, place);
    return switch (variant.name()) {
      case "Axis" -> new SplitDimension.Condition.Axis(axis(variant));
      case "DimensionName" -> new SplitDimension.Condition.DimensionName(variant.text());
      case "Any" -> new SplitDimension.Condition.Any();
      default -> throw place.unknownVariant(variant.name(), DIMENSIONS);
    };
  }

  /// Any unsigned integer may stand there; beyond every rank it fits nothing.
  private static long axis(Variant variant) {
    return SettingType.unsigned64(0).decode(variant.payload(), variant.place());
  }

  private static JsonValue encode(SplitDimension dimension) {
    JsonValue condition =
        switch (dimension.condition()) {
          case SplitDimension.Condition.Axis(long index) ->
              Variant.json("Axis", JsonValue.of(index));
          case SplitDimension.Condition.DimensionName(var regex) ->
              Variant.json("DimensionName", JsonValue.of(regex.pattern()));
          case SplitDimension.Condition.Any _ -> JsonValue.of("Any");
        };
    return JsonObject.of(
        Map.of("condition", condition, "num_chunks", JsonValue.of(dimension.numChunks())));
  }
}
