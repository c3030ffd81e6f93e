package dev.floe.maintenance;

import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.commit.ExpirationPlan;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.concurrent.Sources;
import java.time.Instant;
import java.util.List;

/// Lets old snapshots leave a repository's history. One use, any thread.
public final class Expiration {
  private final AssetManager assets;
  private final RepoUpdateLoop updates;
  private final Sources sources;

  /// @param assets without a cache
  /// @param updates of the repository, in format 2
  @SuppressWarnings("exports") // for the repository alone
  public Expiration(AssetManager assets, RepoUpdateLoop updates, Sources sources) {
    this.assets = assets;
    this.updates = updates;
    this.sources = sources;
  }

  /// Does the work: in format 2 as one change of the repository, in format 1 ref by ref.
  public ExpireResult run(Instant olderThan, ExpireOptions options) {
    return switch (assets.specVersion()) {
      case V1 -> new V1Expiration(assets, sources, olderThan, options).run();
      case V2 -> ofRepositoryFile(olderThan, options);
    };
  }

  private ExpireResult ofRepositoryFile(Instant olderThan, ExpireOptions options) {
    RepoUpdate.Expire request =
        new RepoUpdate.Expire(olderThan, options.deleteBranches(), options.deleteTags());
    ExpirationPlan plan = ExpirationPlan.of(updates.run(request).base(), request);
    return new ExpireResult(
        plan.released(),
        plan.edited(),
        List.copyOf(plan.deletedBranches()),
        List.copyOf(plan.deletedTags()));
  }
}
