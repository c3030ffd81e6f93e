package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import java.util.function.Function;

/// The arrays of a session that were resolved already, found by the part of a key that is their
/// path without making that part a text of its own. Bounded; starts anew when full or when a node
/// of the session changed. Thread-safe; look-ups take no lock.
///
/// @param <A> what an array is resolved to
final class ArrayDirectory<A> {
  private static final int LIMIT = 1 << 14;

  private record Entry(String path, int hash, Object array) {}

  private record Table(long generation, Entry[] entries, int count) {
    private int place(String text, int from, int to, int hash) {
      int mask = entries.length - 1;
      int place = hash & mask;
      while (entries[place] != null) {
        Entry entry = entries[place];
        if (entry.hash == hash
            && entry.path.length() == to - from
            && text.startsWith(entry.path, from)) {
          return place;
        }
        place = (place + 1) & mask;
      }
      return place;
    }

    private Table with(Entry entry) {
      boolean full = (count + 1) * 2 > entries.length;
      Table grown =
          new Table(generation, new Entry[full ? entries.length * 2 : entries.length], count + 1);
      for (Entry old : entries) {
        if (old != null) {
          grown.put(old);
        }
      }
      grown.put(entry);
      return grown;
    }

    private void put(Entry entry) {
      entries[place(entry.path, 0, entry.path.length(), entry.hash)] = entry;
    }
  }

  private final Function<NodePath, A> resolver;
  private volatile Table table = empty(0);

  /// @param resolver resolves a path that is not here; may answer null, which is not kept
  ArrayDirectory(Function<NodePath, A> resolver) {
    this.resolver = resolver;
  }

  private static Table empty(long generation) {
    return new Table(generation, new Entry[16], 0);
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ hash >>> 15;
  }

  /// The array whose path, without its leading slash, is `text[from, to)`.
  ///
  /// @param generation which state of the session's nodes is meant
  @SuppressWarnings("unchecked")
  A find(String text, int from, int to, long generation) {
    Table now = table;
    int hash = hash(text, from, to);
    if (now.generation == generation) {
      Entry entry = now.entries[now.place(text, from, to, hash)];
      if (entry != null) {
        return (A) entry.array;
      }
    }
    String path = text.substring(from, to);
    A array = resolver.apply(path.isEmpty() ? NodePath.ROOT : new NodePath("/" + path));
    if (array != null) {
      keep(new Entry(path, hash, array), generation);
    }
    return array;
  }

  private synchronized void keep(Entry entry, long generation) {
    Table now = table;
    if (now.generation < generation || now.count >= LIMIT) {
      now = empty(generation);
    }
    if (now.generation == generation) {
      table = now.with(entry);
    }
  }
}
