package dev.floe.config;

import java.util.List;
import java.util.Objects;

/// How the arrays that fit a condition are split.
public record ManifestSplitRule(ManifestSplitCondition condition, List<SplitDimension> dimensions) {
  public ManifestSplitRule {
    Objects.requireNonNull(condition, "condition");
    dimensions = List.copyOf(dimensions);
  }
}
