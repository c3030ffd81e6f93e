package dev.floe.maintenance;

import dev.floe.internal.commit.ExpirationPlan;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import java.time.Instant;
import java.util.List;

/// Lets old snapshots leave a repository's history. One use, any thread.
public final class Expiration {
  private final RepoUpdateLoop updates;

  /// @param updates of the repository
  @SuppressWarnings("exports") // for the repository alone
  public Expiration(RepoUpdateLoop updates) {
    this.updates = updates;
  }

  /// Does the work, as one change of the repository.
  public ExpireResult run(Instant olderThan, ExpireOptions options) {
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
