package dev.floe.internal.commit;

import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.commit.CommitChain.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether changes on some snapshot can go on the tip of a chain as they are: nothing between the
/// two touches what they touch, or what their session read.
///
/// ```
/// from ── p1 ── p2 = base ── l1 ── l2        from = base or a link: the links after it count
///        published            chain
/// ```
enum ChainFit {
  FREE,
  /// They must be carried over what was published.
  BEHIND,
  /// Something in the chain must be published first.
  TAKEN;

  /// More commits that were published meanwhile are not gone through here.
  private static final int MOST_STEPS = 256;

  /// @param unseen whether the changes may go over what was published and is nothing to them
  static ChainFit of(AssetManager assets, GroupMember member, View chain, boolean unseen) {
    SnapshotId from = member.base();
    int link = indexOf(chain.links(), from);
    if (link < 0 && !from.equals(chain.base())) {
      Optional<List<SnapshotId>> steps = published(chain, from);
      if (steps.isEmpty()) {
        return chain.links().isEmpty() ? BEHIND : TAKEN;
      }
      if (!unseen || !isFreeOver(assets, member, steps.get())) {
        return BEHIND;
      }
    }
    SnapshotId before = link < 0 ? chain.base() : from;
    List<Link> rest = chain.links().subList(link + 1, chain.links().size());
    return isFreeOver(assets, member, before, rest) ? FREE : TAKEN;
  }

  private static int indexOf(List<Link> links, SnapshotId id) {
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  /// A snapshot and the commits from there to the base of the chain; empty if they are many, or
  /// there is no way that has all of their logs.
  private static Optional<List<SnapshotId>> published(View chain, SnapshotId from) {
    RepoInfo info = chain.known().info();
    List<SnapshotId> steps = new ArrayList<>();
    for (SnapshotId at = chain.base(); !at.equals(from); ) {
      SnapshotInfo step = info.snapshot(at).orElse(null);
      if (step == null
          || steps.size() == MOST_STEPS
          || step.parentId().isEmpty()
          || !step.prunedAncestorLogs().isEmpty()) {
        return Optional.empty();
      }
      steps.addFirst(at);
      at = step.parentId().get();
    }
    steps.addFirst(from);
    return Optional.of(steps);
  }

  private static boolean isFreeOver(
      AssetManager assets, GroupMember member, List<SnapshotId> steps) {
    try {
      for (int i = 1; i < steps.size(); i++) {
        TransactionLog log = assets.transactionLog(steps.get(i));
        if (!isFree(assets, member, steps.get(i - 1), log)) {
          return false;
        }
      }
      return true;
    } catch (IcechunkException e) {
      // Whoever carries the changes over it will say what is wrong.
      return false;
    }
  }

  private static boolean isFreeOver(
      AssetManager assets, GroupMember member, SnapshotId from, List<Link> links) {
    SnapshotId before = from;
    try {
      for (Link link : links) {
        if (!isFree(assets, member, before, link.flushed().log())) {
          return false;
        }
        before = link.id();
      }
      return true;
    } catch (IcechunkException e) {
      // Perhaps a file that has not arrived was wanted; it will be told better when it has.
      return false;
    }
  }

  private static boolean isFree(
      AssetManager assets, GroupMember member, SnapshotId before, TransactionLog log) {
    return Rebase.isFree(assets, before, log.id(), log, member.changes(), member.reads());
  }
}
