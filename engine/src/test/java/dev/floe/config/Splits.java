package dev.floe.config;

import java.util.List;

/// Configurations for tests that split manifests.
public final class Splits {
  private Splits() {}

  /// So many chunks a manifest at most along each dimension of every array.
  public static RepositoryConfig by(long chunks) {
    SplitDimension dimension = new SplitDimension(new SplitDimension.Condition.Any(), chunks);
    ManifestSplitRule rule =
        new ManifestSplitRule(new ManifestSplitCondition.AnyArray(), List.of(dimension));
    return RepositoryConfig.builder()
        .manifest(
            ManifestConfig.builder().splitting(ManifestSplittingConfig.of(List.of(rule))).build())
        .build();
  }
}
