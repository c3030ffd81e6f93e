package dev.floe.internal.commit;

import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.commit.CommitChain.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Builds commits of others, on a thread of its own, while the turn in which they were taken waits
/// for it. Whatever becomes of one, it ends.
///
/// @param groups of the branch that they are to
/// @param use of these groups, which stay those of the branch until all have ended
record GuestBuilds(
    CommitGroups groups, CommitGroups.Use use, GroupPublisher publisher, Executor executor) {
  void begin(List<GuestCommit> guests) {
    if (use.entered() != groups) {
      use.left();
      guests.forEach(GuestCommit::end);
      return;
    }
    groups.gate().admit();
    try {
      executor.execute(() -> build(guests));
    } catch (RuntimeException e) {
      groups.gate().leave();
      guests.forEach(GuestCommit::end);
      use.left();
    }
  }

  private void build(List<GuestCommit> guests) {
    CompletableFuture<?>[] ended = new CompletableFuture<?>[guests.size()];
    try {
      for (int i = 0; i < ended.length; i++) {
        ended[i] = built(guests.get(i));
      }
    } finally {
      groups.gate().leave();
      publisher.wake();
    }
    CompletableFuture.allOf(ended).whenComplete((_, _) -> use.left());
  }

  /// Done when it has ended.
  private CompletableFuture<?> built(GuestCommit guest) {
    CompletableFuture<Outcome> outcome =
        groups
            .built(guest)
            .map(Link::outcome)
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    return outcome.whenComplete((became, _) -> guest.attempted(became));
  }
}
