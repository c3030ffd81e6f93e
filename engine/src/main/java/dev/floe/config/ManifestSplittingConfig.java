package dev.floe.config;

import dev.floe.format.NodePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// How the chunks of an array are spread over manifests. Replaces another as a whole.
public final class ManifestSplittingConfig extends ConfigSection {
  /// The rules, in the order in which they are asked.
  public static final Setting<List<ManifestSplitRule>> SPLIT_SIZES =
      Setting.of("split_sizes", SplittingJson.RULES, unsplit());

  static final SectionSchema<ManifestSplittingConfig> SCHEMA =
      SectionSchema.of(ManifestSplittingConfig::new, SPLIT_SIZES);

  /// As many chunks in one manifest as any array has.
  static final ManifestSplittingConfig UNSPLIT = of(unsplit());

  private ManifestSplittingConfig(SectionValues values) {
    super(values);
  }

  private static List<ManifestSplitRule> unsplit() {
    return List.of(
        new ManifestSplitRule(
            new ManifestSplitCondition.PathMatches(".*"),
            List.of(new SplitDimension(new SplitDimension.Condition.Any(), SettingType.U32))));
  }

  /// These rules.
  public static ManifestSplittingConfig of(List<ManifestSplitRule> rules) {
    return SCHEMA.create(
        new SectionValues(
            Map.of(SPLIT_SIZES, new SectionValues.Stored(List.copyOf(rules), null)),
            SectionValues.NONE.unknown()));
  }

  @Override
  SectionSchema<?> schema() {
    return SCHEMA;
  }

  /// The rules, in the order in which they are asked.
  public List<ManifestSplitRule> rules() {
    return effective(SPLIT_SIZES);
  }

  /// How many chunks of this dimension go into one manifest; empty where no rule says. The first
  /// rule that fits the array and says something of this dimension counts.
  public OptionalLong chunksPerManifest(NodePath array, int axis, Optional<String> name) {
    return rules().stream()
        .filter(rule -> rule.condition().matches(array))
        .flatMap(rule -> rule.dimensions().stream())
        .filter(dimension -> dimension.condition().matches(axis, name))
        .mapToLong(SplitDimension::numChunks)
        .findFirst();
  }
}
