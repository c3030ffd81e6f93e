package dev.floe.internal.commit;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/// Turns of the commits to a branch as a model checker sees them: one at a time, and who was passed
/// over often enough adds before anybody else. In this package, for the turns are nobody else's.
public class CommitTurnsTaken {
  private final CommitTurns turns = new CommitTurns(() -> 0, Duration.ofDays(1));
  private int inTurn;
  private long tip;

  /// Turns that nobody has taken.
  public CommitTurnsTaken() {}

  /// Adds to what it saw before its turn; if that is old it is passed over, and tries again.
  @Operation
  public void commit() throws InterruptedException {
    CommitTurns.Place place = new CommitTurns.Place();
    int passed = 0;
    while (!added(place)) {
      if (++passed > CommitTurns.MOST_PASSED_OVER) {
        throw new IllegalStateException("passed over " + passed + " times");
      }
    }
    turns.leave(place);
  }

  private boolean added(CommitTurns.Place place) throws InterruptedException {
    long seen = tip;
    turns.begin(place);
    try {
      if (++inTurn != 1) {
        throw new IllegalStateException("two in their turn");
      }
      boolean fits = seen == tip;
      if (fits) {
        tip++;
      } else {
        turns.passedOver(place);
      }
      inTurn--;
      return fits;
    } finally {
      turns.end();
    }
  }
}
