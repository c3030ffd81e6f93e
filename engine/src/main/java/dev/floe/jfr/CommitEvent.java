package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One commit of a session, from the call to its return, all attempts and rebases included.
@Name("dev.floe.Commit")
@Label("Commit")
@Description("One commit of a session, all attempts and rebases included")
@Category("Floe")
@StackTrace(false)
public final class CommitEvent extends Event {
  /// The outcome of a commit that updated the branch.
  public static final String COMMITTED = "committed";

  private static final CommitEvent PROBE = new CommitEvent();

  @Label("Branch")
  String branch;

  @Label("Snapshot")
  @Description("The new snapshot, or empty if there is none")
  String snapshot;

  @Label("Attempts")
  @Description("How often the repo object was put, 1 if nobody interfered")
  int attempts;

  @Label("Rebases")
  @Description("How often the session was rebased on the way")
  int rebases;

  @Label("Outcome")
  @Description("committed, or the kind of the failure")
  String outcome;

  private CommitEvent() {}

  /// A commit that begins now, or null while nobody records them.
  public static CommitEvent started(String branch) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    CommitEvent event = new CommitEvent();
    event.branch = branch;
    event.begin();
    return event;
  }

  /// The repo object was put so many times more.
  public void swapped(int times) {
    attempts += times;
  }

  /// The session was rebased once more.
  public void rebased() {
    rebases++;
  }

  /// The commit is over.
  ///
  /// @param snapshot the new snapshot's id, or empty
  /// @param outcome [#COMMITTED], or the code of the failure's kind
  public void finished(String snapshot, String outcome) {
    end();
    if (shouldCommit()) {
      this.snapshot = snapshot;
      this.outcome = outcome;
      commit();
    }
  }
}
