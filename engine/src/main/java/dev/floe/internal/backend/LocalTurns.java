package dev.floe.internal.backend;

import dev.floe.storage.TurnRequests;
import dev.floe.storage.WriteTurns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// Turns at files, between the threads of this virtual machine by a queue, between processes by an
/// operating system's lock on `<file>#00`, which is another than the one that makes replacing safe.
///
/// ```
/// process A   [ turn ]          [ turn ]      queue of its threads, then the lock of the file
/// process B           [ turn ]        ×······ died: the lock is free
/// process C   ·················[ stopped ─────────────────►
/// process D   ······································ no turn has begun for two seconds: goes on,
///                                                    and waits no more until one does
/// ```
final class LocalTurns implements WriteTurns {
  /// All of this virtual machine: closing any channel on a file gives up the locks that the process
  /// holds on it, so that there may be one at a time.
  private static final ConcurrentHashMap<String, Users> QUEUES = new ConcurrentHashMap<>();

  /// How many have a place in a queue.
  private record Users(QueuedTurns queue, int count) {}

  private final LocalLayout layout;
  private final LongSupplier nanoClock;
  private final Executor executor;
  private final LocalRequests requests;

  /// The last turn of others that was waited for in vain.
  private volatile long stuckAt = Long.MIN_VALUE;

  LocalTurns(
      LocalLayout layout, LongSupplier nanoClock, Executor executor, LocalRequests requests) {
    this.layout = layout;
    this.nanoClock = nanoClock;
    this.executor = executor;
    this.requests = requests;
  }

  @Override
  public Optional<TurnRequests> requests() {
    return Optional.of(requests);
  }

  @Override
  public CompletableFuture<Turn> begin(String key) {
    Path file = LocalLayout.turnFile(layout.file(ObjectKeys.checked(key)));
    String name;
    try {
      name = ObjectLock.name(file);
    } catch (IOException e) {
      return CompletableFuture.completedFuture(Turn.NONE);
    }
    CompletableFuture<Turn> turn = new CompletableFuture<>();
    CompletableFuture<Turn> place = entered(name).begin();
    turn.whenComplete((_, left) -> {
      if (left != null) {
        place.cancel(false);
      }
    });
    place.whenComplete((queued, left) -> {
      if (left != null) {
        leave(name);
      } else {
        begin(new Attempt(file, name, queued, turn));
      }
    });
    return turn;
  }

  private static QueuedTurns entered(String name) {
    return QUEUES.compute(
            name,
            (_, users) ->
                users == null
                    ? new Users(new QueuedTurns(), 1)
                    : new Users(users.queue, users.count + 1))
        .queue;
  }

  private static void leave(String name) {
    QUEUES.computeIfPresent(
        name, (_, users) -> users.count == 1 ? null : new Users(users.queue, users.count - 1));
  }

  /// Who is the first of this virtual machine to wait for the lock.
  private record Attempt(Path file, String name, Turn queued, CompletableFuture<Turn> turn) {
    void end(Turn begun) {
      if (!turn.complete(begun)) {
        begun.close();
      }
    }

    void giveUp() {
      queued.close();
      leave(name);
      end(Turn.NONE);
    }
  }

  /// On the thread of whoever is first now, unless others are to be waited for.
  private void begin(Attempt attempt) {
    if (!attempt.queued.isHeld() || attempt.turn.isDone()) {
      attempt.giveUp();
      return;
    }
    TurnFile file;
    try {
      file = TurnFile.open(attempt.file);
    } catch (IOException | UnsupportedOperationException e) {
      attempt.giveUp();
      return;
    }
    if (file.tryBegin()) {
      attempt.end(new Held(file, attempt));
    } else if (file.turn() == stuckAt) {
      file.close();
      attempt.giveUp();
    } else {
      executor.execute(() -> await(file, attempt));
    }
  }

  private void await(TurnFile file, Attempt attempt) {
    if (file.await(nanoClock, () -> isGivenUp(attempt))) {
      attempt.end(new Held(file, attempt));
    } else {
      stuckAt = attempt.turn.isDone() ? stuckAt : file.turn();
      file.close();
      attempt.giveUp();
    }
  }

  /// Others may end requests of this virtual machine while it waits.
  private static boolean isGivenUp(Attempt attempt) {
    LocalRequests.look(attempt.name);
    return attempt.turn.isDone();
  }

  private record Held(TurnFile file, Attempt attempt) implements Turn {
    @Override
    public boolean isHeld() {
      return attempt.queued.isHeld();
    }

    @Override
    public void close() {
      synchronized (file) {
        if (attempt.queued.isHeld()) {
          file.close();
          attempt.queued.close();
          leave(attempt.name);
        }
      }
    }
  }
}
