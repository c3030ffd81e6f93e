package dev.floe.jfr;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One phase of one attempt of a commit; the phases of an attempt follow each other on one thread.
@Name("dev.floe.CommitPhase")
@Label("Commit Phase")
@Description("One phase of one attempt of a commit")
@Category("Floe")
@StackTrace(false)
public final class CommitPhase extends Event {
  /// What a commit does, in this order.
  public enum Phase {
    FLUSH,
    LOAD,
    REBASE,
    DERIVE,
    BACK_UP,
    SWAP,
    SETTLE,
    BACK_OFF
  }

  private static final CommitPhase PROBE = new CommitPhase();

  @Label("Phase")
  @Description("flush, load, rebase, derive, back_up, swap, settle or back_off")
  String phase;

  @Label("Attempt")
  @Description("1 for the first")
  int attempt;

  private CommitPhase() {}

  /// A phase that begins now, or null while nobody records them.
  public static CommitPhase started(Phase phase, int attempt) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    CommitPhase event = new CommitPhase();
    event.phase = phase.name().toLowerCase(Locale.ROOT);
    event.attempt = attempt;
    event.begin();
    return event;
  }

  /// The phase is over.
  public void finished() {
    commit();
  }
}
