package dev.floe.bench.compare;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// What Floe's advantage over the best peer is to be, by the name of a case or of its group.
final class Targets {
  private static final Map<String, Double> LEAST =
      Map.ofEntries(
          Map.entry("get-inline-by-key", 4.0),
          Map.entry("get-inline-by-array", 8.0),
          Map.entry("get-lease-memory/64KiB", 8.0),
          Map.entry("get-into-memory/64KiB", 3.0),
          Map.entry("get-lease-memory", 30.0),
          Map.entry("get-into-memory", 1.8),
          Map.entry("get-into-local/64KiB", 20.0),
          Map.entry("get-into-local/1MiB", 14.0),
          Map.entry("get-into-local/4MiB", 11.0),
          Map.entry("read-all-into-local/1000x1MiB", 10.0),
          Map.entry("read-all-into-local/10000x64KiB", 15.0),
          Map.entry("read-all-lease-memory/1000x1MiB", 1.5),
          Map.entry("read-all-lease-memory/10000x64KiB", 5.0),
          Map.entry("virtual-http-64-at-once/64x16KiB", 5.0),
          Map.entry("set-local/64B", 2.0),
          Map.entry("set-local/64KiB", 5.0),
          Map.entry("set-local/1MiB", 1.5),
          Map.entry("set-8-threads-memory", 5.0),
          Map.entry("commit-memory/10k", 3.0),
          Map.entry("commit-memory/100k", 20.0),
          Map.entry("commit-memory/500k", 100.0),
          Map.entry("commit-memory/1M", 250.0),
          Map.entry("commit-memory-peers-split-by-hand", 3.0),
          Map.entry("series-memory/after-0", 2.0),
          Map.entry("series-memory/after-1900", 4.0),
          Map.entry("series-local/after-0", 2.0),
          Map.entry("series-local/after-1900", 4.0),
          Map.entry("writers-own-handles-memory/8-tasks", 3.0),
          Map.entry("writers-shared-handles-memory/8-tasks", 10.0),
          Map.entry("processes-local-fsync/8-processes", 2.0),
          Map.entry("references-memory-set/1M", 4.0),
          Map.entry("references-memory-commit/1M", 2.0),
          Map.entry("references-memory-open/1M", 3.0),
          Map.entry("keys-list/100k", 4.0),
          Map.entry("keys-directory/100k", 20.0),
          Map.entry("columns-directory/100k", 100.0),
          Map.entry("keys-getsize/100k", 50.0),
          Map.entry("past-local-diff/2000-commits", 5.0),
          Map.entry("past-local-open/2000-commits", 3.0),
          Map.entry("gc-memory-collect/500-commits", 3.0));

  private Targets() {}

  static Set<String> names() {
    return LEAST.keySet();
  }

  static OptionalDouble of(String name) {
    Double least = LEAST.getOrDefault(name, LEAST.get(name.substring(0, name.indexOf('/'))));
    return least == null ? OptionalDouble.empty() : OptionalDouble.of(least);
  }
}
