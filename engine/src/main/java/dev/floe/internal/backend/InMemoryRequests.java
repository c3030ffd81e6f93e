package dev.floe.internal.backend;

import dev.floe.storage.TurnRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Requests at objects in memory.
final class InMemoryRequests implements TurnRequests {
  private final ConcurrentHashMap<String, Set<Left>> left = new ConcurrentHashMap<>();

  @Override
  public Optional<Request> leave(String key, Object owner, byte[] bytes, Runnable ended) {
    Set<Left> all =
        left.computeIfAbsent(ObjectKeys.checked(key), _ -> ConcurrentHashMap.newKeySet());
    Left request = new Left(all, owner, bytes, ended);
    all.add(request);
    return Optional.of(request);
  }

  @Override
  public List<Taken> take(String key, Object owner, int most) {
    List<Taken> taken = new ArrayList<>();
    for (Left request : left.getOrDefault(ObjectKeys.checked(key), Set.of())) {
      if (taken.size() < most && request.owner != owner && request.taken()) {
        taken.add(request);
      }
    }
    return taken;
  }

  private enum State {
    LEFT,
    TAKEN,
    ENDED,
    TAKEN_BACK
  }

  /// One request, both for who left it and for who took it.
  private static final class Left implements Request, Taken {
    private final Set<Left> all;
    private final Object owner;
    private final byte[] bytes;
    private final Runnable ended;
    private final AtomicReference<State> state = new AtomicReference<>(State.LEFT);

    Left(Set<Left> all, Object owner, byte[] bytes, Runnable ended) {
      this.all = all;
      this.owner = owner;
      this.bytes = bytes;
      this.ended = ended;
    }

    private boolean taken() {
      return moves(State.LEFT, State.TAKEN);
    }

    private boolean moves(State from, State to) {
      boolean moved = state.compareAndSet(from, to);
      if (moved) {
        all.remove(this);
      }
      return moved;
    }

    @Override
    public boolean hasEnded() {
      return state.get() == State.ENDED;
    }

    @Override
    public boolean takeBack() {
      if (moves(State.LEFT, State.TAKEN_BACK)) {
        return true;
      }
      moves(State.TAKEN, State.TAKEN_BACK);
      return false;
    }

    @Override
    public void confirm() {
      // Nothing outlives the process.
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean isValid() {
      return state.get() == State.TAKEN;
    }

    @Override
    public void end() {
      if (moves(State.TAKEN, State.ENDED)) {
        ended.run();
      }
    }
  }
}
