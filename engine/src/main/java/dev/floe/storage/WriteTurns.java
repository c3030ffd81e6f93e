package dev.floe.storage;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Turns at replacing an object. Who means to look at one and to replace it waits for a turn rather
/// than race with others who mean the same. That is for their pace and nothing else: what a write
/// finds is decided by its [Precondition], whoever has a turn or none.
///
/// Any thread may call.
public interface WriteTurns {
  /// Waits for a turn. The future completes when it has come, or, with a turn that is not held,
  /// when there is no use in waiting: who has the turn stands still, or nobody can have one. It
  /// never fails. Cancelling it gives the place up, unless it is complete.
  CompletableFuture<Turn> begin(String key);

  /// What those who wait may ask of whoever has a turn, where that is possible.
  default Optional<TurnRequests> requests() {
    return Optional.empty();
  }

  /// A turn. Its user closes it soon, on any thread; a process that dies has closed its own.
  interface Turn extends AutoCloseable {
    /// No turn.
    Turn NONE =
        new Turn() {
          @Override
          public boolean isHeld() {
            return false;
          }

          @Override
          public void close() {}
        };

    /// Whether it is one: who was told not to wait has none.
    boolean isHeld();

    /// Ends the turn; once more is nothing.
    @Override
    void close();
  }
}
