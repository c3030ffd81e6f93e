package dev.floe;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.format.JsonValue;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.EditChanges;
import dev.floe.internal.commit.GroupMember;
import dev.floe.internal.commit.LeftCommit;
import dev.floe.internal.commit.LibraryProperties;
import dev.floe.internal.commit.ReadSet;
import dev.floe.internal.commit.SessionCore;
import dev.floe.jfr.CommitEvent;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One commit of a session that may be carried over what others commit meanwhile, and how often it
/// was. One thread.
final class RebasingCommit implements GroupMember {
  private final RepositoryParts repository;
  private final SessionCore core;
  private final String message;
  private final CommitOptions how;
  private final RebaseOptions rebase;
  private final Consumer<NodePath> splitAgain;
  private final CommitEvent event;
  private final LeftCommit left = new LeftCommit();
  private int rebases;
  private int lost;

  RebasingCommit(
      RepositoryParts repository,
      SessionCore core,
      String message,
      CommitOptions how,
      RebaseOptions rebase,
      Consumer<NodePath> splitAgain,
      CommitEvent event) {
    this.event = event;
    this.repository = repository;
    this.core = core;
    this.message = message;
    this.how = how;
    this.rebase = rebase;
    this.splitAgain = splitAgain;
  }

  /// How often another process was faster, before or in the turn of this commit.
  int lost() {
    return lost;
  }

  @Override
  public EditChanges changes() {
    return core.state().changes();
  }

  @Override
  public ReadSet reads() {
    return core.reads();
  }

  /// Others make a commit at the cost of one rebase, and ask nobody.
  @Override
  public boolean mayBeLeft() {
    return !isWatched() && !core.recordsReads() && rebases < rebase.attempts();
  }

  @Override
  public LeftCommit left() {
    return left;
  }

  @Override
  public SnapshotId base() {
    return core.state().base().id();
  }

  @Override
  public boolean hasMetOthers() {
    return lost > 0;
  }

  @Override
  public void metOthers() {
    lost = Math.max(1, lost);
  }

  @Override
  public boolean isWatched() {
    return rebase.hasHooks();
  }

  @Override
  public Committer.Request request() {
    CommitOptions noted =
        how.withMetadata(
            LibraryProperties.with(how.metadata(), "rebase_attempts", JsonValue.of(rebases)));
    return repository.request(Committer.Kind.COMMIT, core, message, noted, false, splitAgain);
  }

  @Override
  public void rebase(RepoInfo known) {
    SnapshotId tip = known.branches().get(core.state().branch());
    if (tip == null || tip.equals(base())) {
      return;
    }
    requireAttempt(() ->
        new ConflictException(
            ErrorKind.COMMIT_CONFLICT,
            "commit to "
                + core.state().branch()
                + ": expected its tip at "
                + base()
                + ", found "
                + tip
                + ", after "
                + rebases
                + " rebases",
            base().text(),
            tip.text()));
    carryOver(Optional.of(known));
  }

  /// Carries the changes over what made a commit fail, or throws its conflict again where that
  /// cannot help: there is no tip any more, or it was done often enough.
  ///
  /// @param later whether they are carried over it before they are published again
  void conflicted(ConflictException conflict, boolean later) {
    if (conflict.kind() != ErrorKind.COMMIT_CONFLICT || conflict.actualParent().isEmpty()) {
      throw conflict;
    }
    requireAttempt(() -> conflict);
    lost++;
    if (!later) {
      carryOver(Optional.empty());
    }
  }

  private void requireAttempt(Supplier<ConflictException> otherwise) {
    if (rebases == rebase.attempts()) {
      throw otherwise.get();
    }
  }

  private void carryOver(Optional<RepoInfo> known) {
    rebase.before().accept(rebases + 1);
    RepositoryParts.carryOver(core, rebase.solver(), known, rebases + 1, event);
    rebases++;
    rebase.after().accept(rebases);
  }
}
