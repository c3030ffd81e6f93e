package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What the handles of one engine to one repository have in common: what is cached of it, and the
/// way its changes go. So commits through several handles wait together, and one swap publishes
/// them. Any thread may call.
///
/// ```
/// handle 1 ─┐
/// handle 2 ─┼─ assets, updates, committer      the same storage, format and configuration
/// handle 3 ─┘  closed with the last of them
/// ```
final class OpenRepositories {
  /// What handles have in common.
  record Common(AssetManager assets, RepoUpdateLoop updates, Committer committer) {}

  /// Which of them.
  ///
  /// @param storage the very object
  record Key(Storage storage, SpecVersion version, RepositoryConfig config) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && storage == that.storage
          && version == that.version
          && config.equals(that.config);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(storage);
    }
  }

  private static final class Entry {
    private final Common common;
    private int users;

    Entry(Common common) {
      this.common = common;
    }
  }

  private final Map<Key, Entry> open = new HashMap<>();

  /// What a handle has in common with those that are open; it closes its use.
  synchronized Use use(Key key, Supplier<Common> make) {
    Entry entry = open.computeIfAbsent(key, _ -> new Entry(make.get()));
    entry.users++;
    return new Use(key, entry);
  }

  private synchronized void leave(Use use) {
    if (use.left) {
      return;
    }
    use.left = true;
    if (--use.entry.users == 0) {
      open.remove(use.key);
      use.entry.common.assets.close();
    }
  }

  /// One handle's use. It may be closed more than once.
  final class Use implements AutoCloseable {
    private final Key key;
    private final Entry entry;
    private boolean left;

    private Use(Key key, Entry entry) {
      this.key = key;
      this.entry = entry;
    }

    Common common() {
      return entry.common;
    }

    @Override
    public void close() {
      leave(this);
    }
  }
}
