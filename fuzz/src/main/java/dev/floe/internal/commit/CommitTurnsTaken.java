package dev.floe.internal.commit;

import dev.floe.internal.concurrent.Sleeper;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/// Turns of the commits to a branch as a model checker sees them: one at a time, and who was passed
/// over often enough adds before anybody else. In this package, for the turns are nobody else's.
public class CommitTurnsTaken {
  private final CommitTurns turns =
      new CommitTurns(() -> 0, Sleeper.parking(() -> 0), Duration.ofDays(1));
  private int inTurn;
  private long tip;

  /// Turns that nobody has taken.
  public CommitTurnsTaken() {}

  /// Adds in its turn.
  @Operation
  public void commit() throws InterruptedException {
    CommitTurns.Place place = new CommitTurns.Place();
    inTurn(place, () -> tip++);
    turns.leave(place);
  }

  /// Is passed over until it has the precedence, and adds in its next turn: nobody has meanwhile.
  @Operation
  public void overtaken() throws InterruptedException {
    CommitTurns.Place place = new CommitTurns.Place();
    long[] seen = new long[1];
    inTurn(
        place,
        () -> {
          for (int i = 0; i < CommitTurns.MOST_PASSED_OVER; i++) {
            turns.passedOver(place);
          }
          seen[0] = tip;
        });
    inTurn(
        place,
        () -> {
          if (tip != seen[0]) {
            throw new IllegalStateException("somebody else came first");
          }
          tip++;
        });
    turns.leave(place);
  }

  private void inTurn(CommitTurns.Place place, Runnable action) throws InterruptedException {
    turns.begin(place);
    try {
      if (++inTurn != 1) {
        throw new IllegalStateException("two in their turn");
      }
      action.run();
      inTurn--;
    } finally {
      turns.end();
    }
  }
}
