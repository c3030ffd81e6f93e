package dev.floe.internal.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The objects of a store by their keys, in a few maps by how a key begins, so that who lists what
/// is below a prefix does not come across everything else. Any thread may call.
///
/// ```
/// chunks/…    ─► map 0        snapshots/…  ─► map 5        keys of an Icechunk repository lie in a
/// manifests/… ─► map 10       overwritten/… ─► map 1       map for each of their kinds
/// ```
final class InMemoryObjects {
  private static final int MAPS = 11;

  private final List<ConcurrentHashMap<String, InMemoryObject>> maps = new ArrayList<>(MAPS);

  InMemoryObjects() {
    for (int i = 0; i < MAPS; i++) {
      maps.add(new ConcurrentHashMap<>());
    }
  }

  private ConcurrentHashMap<String, InMemoryObject> of(String key) {
    return maps.get(key.charAt(0) % MAPS);
  }

  InMemoryObject get(String key) {
    return of(key).get(key);
  }

  InMemoryObject compute(
      String key, BiFunction<String, InMemoryObject, InMemoryObject> replacement) {
    return of(key).compute(key, replacement);
  }

  InMemoryObject remove(String key) {
    return of(key).remove(key);
  }

  /// Those below a checked prefix.
  Stream<Map.Entry<String, InMemoryObject>> below(String prefix) {
    return prefix.isEmpty()
        ? maps.stream().flatMap(map -> map.entrySet().stream())
        : of(prefix).entrySet().stream()
            .filter(entry -> ObjectKeys.isBelow(prefix, entry.getKey()));
  }
}
