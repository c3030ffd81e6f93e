package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.ReadOnlyException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;

/// Whether a change set takes mutations: open, closed for the time of a commit, or closed for good.
/// Whoever mutates checks it under the monitor of what is mutated; whoever closes it passes through
/// those monitors once, and then nothing moves any more.
final class MutationGate {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED =
          MethodHandles.lookup()
              .findVarHandle(MutationGate.class, "closed", CompletableFuture.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Null while open; completed when the commit is over.
  private volatile CompletableFuture<Void> closed;

  private volatile boolean retired;

  boolean isClosed() {
    return closed != null;
  }

  /// Waits, holding nothing, until mutations are allowed.
  void awaitOpen() {
    CompletableFuture<Void> pending = closed;
    if (pending != null) {
      pending.join();
    }
    if (retired) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_SESSION,
          "session: expected a writable one, found one that was committed");
    }
  }

  /// Closes the gate, after whoever closed it before has opened it again.
  void close() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    do {
      awaitOpen();
    } while (!CLOSED.compareAndSet(this, null, mine));
  }

  /// Opens the gate again, unless it was closed for good meanwhile.
  void open() {
    CompletableFuture<Void> over = closed;
    if (!retired && CLOSED.compareAndSet(this, over, null)) {
      over.complete(null);
    }
  }

  /// Closes the gate for good, whether it is open or closed now.
  @SuppressWarnings("unchecked")
  void retire() {
    retired = true;
    CompletableFuture<Void> over =
        (CompletableFuture<Void>)
            CLOSED.getAndSet(this, CompletableFuture.<Void>completedFuture(null));
    if (over != null) {
      over.complete(null);
    }
  }
}
