package dev.floe.internal.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/// The digested dictionaries that were used lately, so that each is digested once and not for every
/// location. Holds a bounded number of them; one that is in use when it is pushed out is freed when
/// it is given back.
///
/// Safe on any thread.
public final class ZstdDictionaries implements AutoCloseable {
  private static final int MAX_HELD = 64;

  private final int maxIdle;
  private final Map<Object, ZstdDictionary> held = new LinkedHashMap<>(16, 0.75f, true);

  ZstdDictionaries(int maxIdle) {
    this.maxIdle = maxIdle;
  }

  /// The digested form of a dictionary; to be given back with [#release].
  ///
  /// @param key stands for the dictionary's bytes: equal keys must mean equal bytes
  /// @param object what messages call the file that the dictionary is from
  public ZstdDictionary acquire(Object key, byte[] dictionary, String object) {
    synchronized (held) {
      ZstdDictionary found = held.get(key);
      if (found == null) {
        found = ZstdDictionary.of(dictionary, maxIdle, object);
        held.put(key, found);
        trim(MAX_HELD);
      }
      found.users++;
      return found;
    }
  }

  /// Ends a use.
  public void release(ZstdDictionary dictionary) {
    synchronized (held) {
      dictionary.users--;
      dictionary.freeIfUnused();
    }
  }

  private void trim(int limit) {
    var oldest = held.values().iterator();
    while (held.size() > limit && oldest.hasNext()) {
      ZstdDictionary dictionary = oldest.next();
      oldest.remove();
      dictionary.dropped = true;
      dictionary.freeIfUnused();
    }
  }

  @Override
  public void close() {
    synchronized (held) {
      trim(0);
    }
  }
}
