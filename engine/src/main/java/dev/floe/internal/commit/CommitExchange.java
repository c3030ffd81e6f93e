package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonText;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.TurnRequests;
import dev.floe.storage.WriteTurns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Commits that change hands: those of this process that wait for the turn are left to whoever has
/// it, and those of others are taken in its own. So one turn publishes many, of several processes
/// too.
///
/// ```
/// process A   [ turn: a1 b1 c1, one swap ]             [ turn: … ]
/// process B   b1 left ·················· made     b2 left ······ …
/// process C        c1 left ············· made
/// ```
///
/// A commit is made for another only where it goes on the tip as it is, on the condition that the
/// branch is where it was seen before the request was found valid, and once. Who left it makes it
/// otherwise, after a look whether it was made. Only who writes files alike, and knows of nothing
/// that is asked of the other's process, does that for another; a commit that notes what was read,
/// has hooks or is large stays with its own. Any thread may call.
final class CommitExchange {
  /// More commits of others are not taken in one turn.
  private static final int MOST_TAKEN = 64;

  private final AssetManager assets;
  private final Sources sources;
  private final String settings;
  private final Optional<TurnRequests> requests;

  CommitExchange(AssetManager assets, RepositoryConfig config, Sources sources) {
    this.assets = assets;
    this.sources = sources;
    this.settings =
        JsonText.compact(
            RepositoryConfig.builder()
                .inlineChunkThresholdBytes(config.inlineChunkThresholdBytes())
                .compression(config.compression())
                .manifest(config.manifest())
                .build()
                .toJson());
    this.requests = assets.storage().writeTurns().flatMap(WriteTurns::requests);
  }

  /// Whether a commit may be left to others, once.
  boolean mayLeave(GroupMember member) {
    return requests.isPresent() && !member.left().wasLeft() && member.mayBeLeft();
  }

  /// Leaves a commit to others, if that is possible.
  ///
  /// @param ended called when they are done with it, on any thread
  void leave(GroupMember member, Runnable ended) {
    SnapshotId id = SnapshotId.random(sources.random(), sources.clock().instant());
    Optional<byte[]> bytes = CommitBytes.of(id, member.request(), settings);
    member
        .left()
        .leave(
            id,
            requests.flatMap(all ->
                bytes.flatMap(commit -> all.leave(AssetManager.REPO_KEY, this, commit, ended))));
  }

  /// Takes what others left; called when the repository was looked at in the own turn. Each is to
  /// be [ended][GuestCommit#end].
  List<GuestCommit> take() {
    List<GuestCommit> guests = new ArrayList<>();
    requests.ifPresent(all ->
        all.take(AssetManager.REPO_KEY, this, MOST_TAKEN)
            .forEach(taken -> read(taken).ifPresentOrElse(guests::add, taken::end)));
    return guests;
  }

  private Optional<GuestCommit> read(TurnRequests.Taken taken) {
    try {
      CommitBytes commit = CommitBytes.read(taken.bytes());
      return settings.equals(commit.settings())
          ? Optional.of(new GuestCommit(assets, taken, commit))
          : Optional.empty();
    } catch (IcechunkException e) {
      // Whoever left it makes the commit, or is told what is wrong.
      return Optional.empty();
    }
  }
}
