package dev.floe.internal.backend;

import dev.floe.storage.TurnRequests;
import dev.floe.storage.WriteTurns;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Turns at objects in memory, one queue for each object that anybody ever had a turn at.
final class InMemoryTurns implements WriteTurns {
  private final ConcurrentHashMap<String, QueuedTurns> queues = new ConcurrentHashMap<>();
  private final InMemoryRequests requests = new InMemoryRequests();

  @Override
  public CompletableFuture<Turn> begin(String key) {
    return queues.computeIfAbsent(ObjectKeys.checked(key), _ -> new QueuedTurns()).begin();
  }

  @Override
  public Optional<TurnRequests> requests() {
    return Optional.of(requests);
  }
}
