package dev.floe.fuzz.sim;

import dev.floe.storage.TurnRequests;
import dev.floe.storage.WriteTurns;
import dev.floe.storage.WriteTurns.Turn;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// Turns at the repository file of a simulated store, and what can go wrong with them: some end
/// seconds late, as those of a process that was stopped; some do not begin; and who has waited for
/// two seconds goes on without.
final class SimulatedTurns {
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final int LATE_ONE_IN = 40;
  private static final int NONE_ONE_IN = 40;

  private final Scheduler scheduler;
  private final RandomGenerator chance;
  private final ArrayDeque<Held> queue = new ArrayDeque<>();
  private final SimulatedRequests requests;
  private Held holder;

  SimulatedTurns(Scheduler scheduler, Objects objects, RandomGenerator chance) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.requests = new SimulatedRequests(scheduler, objects, chance);
  }

  /// As a process sees them.
  WriteTurns of(SimulatedProcess process) {
    return new WriteTurns() {
      @Override
      public CompletableFuture<Turn> begin(String key) {
        return SimulatedTurns.this.begin(process);
      }

      @Override
      public Optional<TurnRequests> requests() {
        return Optional.of(requests.of(process));
      }
    };
  }

  private CompletableFuture<Turn> begin(SimulatedProcess process) {
    Held asking = new Held(process);
    if (chance.nextInt(NONE_ONE_IN) == 0) {
      asking.future.complete(Turn.NONE);
      return asking.future;
    }
    queue.add(asking);
    next();
    if (holder != asking) {
      scheduler.after(PATIENCE_NANOS, () -> goOn(asking));
    }
    return asking.future;
  }

  private void goOn(Held asking) {
    next();
    if (queue.remove(asking)) {
      asking.future.complete(Turn.NONE);
    }
  }

  /// The turn of a process that died is over.
  private void next() {
    while (holder == null || holder.process.isDead()) {
      holder = queue.poll();
      if (holder == null) {
        return;
      }
      if (!holder.future.complete(holder)) {
        holder = null;
      }
    }
  }

  private final class Held implements Turn {
    private final SimulatedProcess process;
    private final CompletableFuture<Turn> future = new CompletableFuture<>();

    Held(SimulatedProcess process) {
      this.process = process;
    }

    @Override
    public boolean isHeld() {
      return holder == this;
    }

    @Override
    public void close() {
      if (chance.nextInt(LATE_ONE_IN) == 0) {
        scheduler.after(3 * PATIENCE_NANOS, this::end);
      } else {
        end();
      }
    }

    private void end() {
      if (holder == this) {
        holder = null;
        next();
      }
    }
  }
}
