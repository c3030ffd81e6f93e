package dev.floe.spec.scenario;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestSplitCondition;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.SplitDimension;
import dev.floe.config.SplitDimension.Condition;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.spec.scenario.Steps.Action;
import dev.floe.spec.scenario.Steps.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How a repository is opened, and what it knows of itself.
final class RepositorySteps {
  private RepositorySteps() {}

  static Map<String, Step> table() {
    Map<String, Step> table = new HashMap<>();
    action(
        table,
        "spec",
        (world, words) ->
            world.options = world.options.withSpecVersion(SpecVersion.valueOf("V" + words.get(0))));
    action(table, "config", RepositorySteps::configure);
    action(table, "reopen", (world, _) -> world.reopen());
    action(table, "create", (world, _) -> Repository.create(world.storage).close());
    action(
        table,
        "save-config",
        (world, _) -> world.repository().saveConfig(world.repository().config()));
    table.put(
        "saved-config",
        (world, _) ->
            Repository.fetchConfig(world.storage)
                .map(config -> "inline " + config.inlineChunkThresholdBytes())
                .orElse("none"));
    action(
        table,
        "defaults",
        (world, words) -> {
          JsonObject defaults = json(words.get(0));
          world.options = world.options.withDefaultCommitMetadata(defaults);
          world.reopen();
        });
    table.put("version", (world, _) -> world.repository().specVersion().name().substring(1));
    table.put("metadata", (world, _) -> JsonText.compact(world.repository().metadata()));
    action(
        table,
        "set-metadata",
        (world, words) -> world.repository().setMetadata(json(words.get(0))));
    action(
        table,
        "update-metadata",
        (world, words) -> world.repository().updateMetadata(json(words.get(0))));
    table.put(
        "properties",
        (world, words) ->
            JsonText.compact(world.repository().lookupSnapshot(world.id(words.get(0))).metadata()));
    table.put("availability", RepositorySteps::availability);
    action(table, "flag", RepositorySteps::flag);
    table.put("flags", (world, _) -> flags(world));
    table.put("ops", (world, _) -> operations(world));
    return table;
  }

  private static void action(Map<String, Step> table, String name, Action action) {
    table.put(name, action.step());
  }

  static JsonObject json(String text) {
    return (JsonObject) JsonText.parse(text, "a step");
  }

  private static String availability(World world, List<String> words) {
    if (words.isEmpty()) {
      return availability(world);
    }
    Availability availability =
        words.getFirst().equals("online") ? Availability.ONLINE : Availability.READ_ONLY;
    String reason = String.join(" ", words.subList(1, words.size()));
    world
        .repository()
        .setStatus(availability, reason.isEmpty() ? Optional.empty() : Optional.of(reason));
    return null;
  }

  static String availability(World world) {
    return world.repository().status().availability().name().toLowerCase(Locale.ROOT);
  }

  private static void flag(World world, List<String> words) {
    Optional<Boolean> value =
        words.get(1).equals("default") ? Optional.empty() : Optional.of(words.get(1).equals("on"));
    FeatureFlag flag = FeatureFlag.named(words.get(0)).orElseThrow();
    world.repository().setFeatureFlag(flag, value);
  }

  static String flags(World world) {
    List<String> flags = new ArrayList<>();
    world
        .repository()
        .featureFlags()
        .forEach((flag, on) -> flags.add(flag.flagName() + (on ? " on" : " off")));
    flags.sort(null);
    return Texts.join(flags);
  }

  static String operations(World world) {
    try (Stream<Update> log = world.repository().operations()) {
      return Texts.join(log.map(update -> update.type().shortName()).toList());
    }
  }

  private static void configure(World world, List<String> settings) {
    RepositoryConfig.Builder config = RepositoryConfig.builder();
    for (String setting : settings) {
      int at = setting.indexOf('=');
      String value = setting.substring(at + 1);
      switch (setting.substring(0, at)) {
        case "inline" -> config.inlineChunkThresholdBytes(Integer.parseInt(value));
        case "updates" -> config.numUpdatesPerRepoInfoFile(Integer.parseInt(value));
        case "split" ->
            config.manifest(ManifestConfig.builder().splitting(splitting(value)).build());
        default -> throw new IllegalArgumentException(setting);
      }
    }
    RepositoryOptions options = world.options.withConfig(config.build());
    world.options = options;
    if (world.isOpen()) {
      world.reopen();
    }
  }

  private static ManifestSplittingConfig splitting(String text) {
    List<SplitDimension> dimensions = new ArrayList<>();
    for (String part : text.split(",")) {
      int at = part.lastIndexOf(':');
      String name = at < 0 ? "any" : part.substring(0, at);
      Condition condition =
          name.equals("any")
              ? new Condition.Any()
              : name.startsWith("axis")
                  ? new Condition.Axis(Long.parseLong(name.substring(4)))
                  : new Condition.DimensionName(name);
      dimensions.add(new SplitDimension(condition, Long.parseLong(part.substring(at + 1))));
    }
    return ManifestSplittingConfig.of(
        List.of(new ManifestSplitRule(new ManifestSplitCondition.AnyArray(), dimensions)));
  }
}
