package dev.floe.bench.compare;

import static dev.floe.bench.compare.Target.NONE;
import static dev.floe.bench.compare.Target.times;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What is to be reached, by the name of a case or of its group.
final class Targets {
  private static final double COMMIT_MILLIS = 10;
  private static final double ROOM_MIB = 3_072;

  /// In floors: the copy itself, and writing with what keeps track of it.
  private static final double COPIED = 1.05;

  private static final double WRITTEN = 1.25;

  private static final Map<String, Target> ALL = new HashMap<>();

  static {
    reads();
    writes();
    commits();
    many();
  }

  private Targets() {}

  private static void reads() {
    ALL.put("get-inline-by-key/64B", times(4).orLess(0.35));
    ALL.put("get-inline-by-key", times(4));
    ALL.put("get-inline-by-array/64B", times(8).orLess(0.15));
    ALL.put("get-inline-by-array", times(8));
    ALL.put("get-lease-memory/64KiB", times(8).orLess(1));
    ALL.put("get-lease-memory", times(30).orLess(2));
    ALL.put("get-into-memory/64KiB", times(3).floors(1.3));
    ALL.put("get-into-memory", times(1.8).floors(1.2).unlessWithin(COPIED));
    ALL.put("get-into-local/64KiB", times(20).floors(1.5));
    ALL.put("get-into-local/1MiB", times(14).floors(1.5));
    ALL.put("get-into-local/4MiB", times(11).floors(1.5));
    ALL.put("read-all-into-local/1000x1MiB", times(10).floors(1 / 0.6));
    ALL.put("read-all-into-local/10000x64KiB", times(15).floors(1 / 0.6));
    ALL.put("read-all-lease-memory/1000x1MiB", times(1.5));
    ALL.put("read-all-lease-memory/10000x64KiB", times(5));
    ALL.put("virtual-http-64-at-once/64x16KiB", times(5));
    ALL.put("virtual-s3-64-at-once/64x16KiB", times(5));
    ALL.put("s3-versitygw-16-at-once", times(1.2));
  }

  private static void writes() {
    ALL.put("set-local/64B", times(2));
    ALL.put("set-local/64KiB", times(5).unlessWithin(WRITTEN));
    ALL.put("set-local/1MiB", times(1.5).unlessWithin(WRITTEN));
    ALL.put("set-and-commit-local-packed/64KiB", times(5));
    ALL.put("set-8-threads-memory", times(5).unlessWithin(WRITTEN));
    ALL.put("set-8-threads-memory-handed-over", times(5));
    ALL.put("s3-versitygw-packed-write/10000x8KiB", times(5));
    ALL.put("s3-versitygw-packed-puts", times(50));
  }

  private static void commits() {
    ALL.put("commit-memory/10k", times(3).orLess(COMMIT_MILLIS));
    ALL.put("commit-memory/100k", times(20).orLess(COMMIT_MILLIS));
    ALL.put("commit-memory/500k", times(100).orLess(COMMIT_MILLIS));
    ALL.put("commit-memory/1M", times(250).orLess(COMMIT_MILLIS));
    ALL.put("commit-memory-peers-split-by-hand", times(3).orLess(COMMIT_MILLIS));
    ALL.put("commit-inline-memory", NONE.orLess(COMMIT_MILLIS));
    ALL.put("commit-local", NONE.orLess(COMMIT_MILLIS));
    ALL.put("commit-local-fsync", NONE.orLess(COMMIT_MILLIS));
    ALL.put("commit-into-foreign-local-second", NONE.orLess(COMMIT_MILLIS));
    ALL.put("series-memory/after-0", times(2));
    ALL.put("series-memory/after-1900", times(4));
    ALL.put("series-local/after-0", times(2).unlessWithin(WRITTEN));
    ALL.put("series-local/after-1900", times(4).unlessWithin(WRITTEN));
    ALL.put("writers-own-engines-memory/8-tasks", times(3));
    ALL.put("writers-own-handles-memory/8-tasks", times(3));
    ALL.put("writers-shared-handles-memory/8-tasks", times(10));
    ALL.put("processes-local-fsync/8-processes", times(2).unlessWithin(WRITTEN));
  }

  private static void many() {
    ALL.put("references-memory-set/1M", times(4));
    ALL.put("references-memory-commit/1M", times(2));
    ALL.put("references-memory-open/1M", times(3));
    ALL.put("references-uneven-memory-set/1M", times(4));
    ALL.put("references-uneven-memory-commit/1M", times(2));
    ALL.put("references-uneven-memory-open/1M", times(3));
    ALL.put("references-local-set/10M", times(4));
    ALL.put("references-local-commit/10M", times(2));
    ALL.put("references-local-open/10M", times(3));
    ALL.put("references-local-peak/10M", NONE.orLess(ROOM_MIB));
    ALL.put("keys-list/100k", times(4));
    ALL.put("keys-directory/100k", times(20));
    ALL.put("columns-directory/100k", times(100));
    ALL.put("keys-getsize/100k", times(50));
    ALL.put("past-local-diff/2000-commits", times(5));
    ALL.put("past-local-open/2000-commits", times(3));
    ALL.put("gc-memory-collect/500-commits", times(3));
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  static Target of(String name) {
    Target target = ALL.get(name);
    return target == null ? ALL.getOrDefault(name.substring(0, name.indexOf('/')), NONE) : target;
  }
}
