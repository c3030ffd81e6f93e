package dev.floe.internal.asset;

import dev.floe.format.Update;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/// The newest state of a repository file that was seen. Any thread may call.
public final class NewestRepoInfo {
  /// What was seen by anybody who shares it, by storage: who asks whether a state is the newest
  /// need not decode it where another handle of the same engine has.
  public static final class Shared {
    private final Map<Object, NewestRepoInfo> storages = new WeakHashMap<>();

    /// Nothing shared yet.
    public Shared() {}

    /// That of a storage, whatever its users wrap around it.
    public synchronized NewestRepoInfo of(Object storage) {
      return storages.computeIfAbsent(storage, _ -> new NewestRepoInfo());
    }
  }

  private volatile StoredRepoInfo state;

  /// Nothing seen yet.
  public NewestRepoInfo() {}

  Optional<StoredRepoInfo> state() {
    return Optional.ofNullable(state);
  }

  /// Notes a state. An answer that was long under way does not displace what is newer.
  synchronized void seen(StoredRepoInfo other) {
    if (state == null || !newestUpdate(other).isBefore(newestUpdate(state))) {
      state = other;
    }
  }

  /// Whether another is newer than this, as far as their times say.
  boolean isBefore(NewestRepoInfo other) {
    StoredRepoInfo theirs = other.state;
    StoredRepoInfo mine = state;
    return theirs != null && (mine == null || newestUpdate(mine).isBefore(newestUpdate(theirs)));
  }

  private static Instant newestUpdate(StoredRepoInfo state) {
    List<Update> updates = state.info().latestUpdates();
    return updates.isEmpty() ? Instant.MIN : updates.getFirst().updatedAt();
  }
}
