package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The cases, each at two sizes at least; smaller and fewer where it must be short.
final class Plan {
  private static final Limits FULL =
      new Limits(15, 100_000_000, 2_000_000_000L, 15_000_000_000L, 10_000_000);
  private static final Limits SHORT =
      new Limits(5, 30_000_000, 300_000_000L, 1_500_000_000L, 10_000_000);
  private static final int FEW_ROUNDS = 5;
  private static final long SET_BYTES = 32 << 20;

  private final List<ComparedCase> cases = new ArrayList<>();
  private final boolean brief;
  private final Limits limits;

  private Plan(boolean brief) {
    this.brief = brief;
    limits = brief ? SHORT : FULL;
  }

  /// @param server answers ranges of the files in `sources`, where foreign files are to be put
  static List<ComparedCase> cases(boolean brief, String sources, String server) {
    Plan plan = new Plan(brief);
    plan.reads();
    plan.batches();
    plan.virtual(sources, server);
    plan.sets();
    plan.commits();
    plan.writers();
    plan.many();
    return plan.cases;
  }

  private void add(
      String group, String size, String work, Unit unit, long bytes, Limits how, Object... with) {
    add(group, size, work, List.of(), unit, bytes, how, with);
  }

  private void add(
      String group,
      String size,
      String work,
      List<String> phases,
      Unit unit,
      long bytes,
      Limits how,
      Object... with) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < with.length; i += 2) {
      parameters.put(with[i].toString(), with[i + 1].toString());
    }
    cases.add(new ComparedCase(group, size, work, parameters, phases, unit, bytes, how));
  }

  /// Warm reads of single chunks.
  private void reads() {
    for (int bytes : List.of(64, 500)) {
      for (String how : List.of("key", "array")) {
        add(
            "get-inline-by-" + how,
            size(bytes),
            "get",
            Unit.MICROS,
            bytes,
            limits,
            "storage",
            "memory",
            "bytes",
            bytes,
            "chunks",
            16,
            "how",
            how,
            "inline",
            "yes");
      }
    }
    for (int bytes : sizes(64 << 10, 1 << 20, 4 << 20)) {
      for (String way : List.of("lease-memory", "into-memory", "into-local")) {
        String[] parts = way.split("-");
        add(
            "get-" + way,
            size(bytes),
            "get",
            Unit.MICROS,
            bytes,
            limits,
            "storage",
            parts[1],
            "bytes",
            bytes,
            "chunks",
            16,
            "how",
            parts[0]);
      }
    }
  }

  /// Very many chunks at once.
  private void batches() {
    List<int[]> shapes =
        brief
            ? List.of(new int[] {256, 1 << 20}, new int[] {2_000, 64 << 10})
            : List.of(new int[] {1_000, 1 << 20}, new int[] {10_000, 64 << 10});
    for (int[] shape : shapes) {
      for (String way : List.of("into-local", "lease-memory")) {
        String[] parts = way.split("-");
        add(
            "read-all-" + way,
            shape[0] + "x" + size(shape[1]),
            "read-all",
            Unit.GIGABYTES,
            shape[1],
            limits.withRounds(FEW_ROUNDS + 2),
            "storage",
            parts[1],
            "bytes",
            shape[1],
            "chunks",
            shape[0],
            "how",
            parts[0]);
      }
    }
  }

  /// Neighbouring chunks of one foreign file.
  private void virtual(String sources, String server) {
    for (int bytes : List.of(16 << 10, 256 << 10)) {
      for (int atOnce : List.of(1, 64)) {
        add(
            "virtual-file-" + (atOnce == 1 ? "in-turn" : "64-at-once"),
            "64x" + size(bytes),
            "virtual",
            Unit.GIGABYTES,
            bytes,
            limits,
            "storage",
            "memory",
            "bytes",
            bytes,
            "chunks",
            64,
            "at_once",
            atOnce,
            "container",
            "file://" + sources,
            "source",
            "source");
      }
      add(
          "virtual-http-64-at-once",
          "64x" + size(bytes),
          "virtual",
          Unit.GIGABYTES,
          bytes,
          limits,
          "storage",
          "memory",
          "bytes",
          bytes,
          "chunks",
          64,
          "at_once",
          64,
          "container",
          server,
          "source",
          "source");
    }
  }

  private void sets() {
    for (int bytes : List.of(64, 64 << 10, 1 << 20)) {
      Limits how = limits.withRepetitions(Math.min(20_000, SET_BYTES / bytes));
      for (String where : List.of("memory", "local", "local-fsync")) {
        add(
            "set-" + where,
            size(bytes),
            "set",
            Unit.MICROS,
            bytes,
            how,
            place(
                where,
                "bytes",
                bytes,
                "chunks",
                1_000,
                "tasks",
                1,
                "inline",
                bytes <= 512 ? "yes" : "no"));
      }
      if (bytes < 1 << 20) {
        add(
            "set-8-threads-memory",
            size(bytes),
            "set",
            Unit.MICROS,
            bytes,
            how,
            place("memory", "bytes", bytes, "chunks", 1_000, "tasks", 8));
      }
    }
  }

  private static Object[] place(String where, Object... more) {
    List<Object> with = new ArrayList<>();
    String[] parts = where.split("-");
    with.addAll(List.of("storage", parts[0], "fsync", parts.length > 1 ? "on" : "off"));
    with.addAll(List.of(more));
    return with.toArray();
  }

  /// One chunk into many, and one commit after another.
  private void commits() {
    Limits how = limits.withRounds(brief ? FEW_ROUNDS : 9).withRepetitions(50);
    for (int refs : sizes(10_000, 100_000, 500_000, 1_000_000)) {
      add(
          "commit-memory",
          count(refs),
          "commit",
          Unit.MILLIS,
          0,
          how,
          place("memory", "refs", refs, "kind", "virtual"));
    }
    for (int refs : sizes(10_000, 100_000, 1_000_000)) {
      add(
          "commit-memory-peers-split-by-hand",
          count(refs),
          "commit",
          Unit.MILLIS,
          0,
          how,
          place("memory", "refs", refs, "kind", "virtual", "split", 10_000));
    }
    for (int refs : List.of(10_000, 100_000)) {
      add(
          "commit-inline-memory",
          count(refs),
          "commit",
          Unit.MILLIS,
          0,
          how,
          place("memory", "refs", refs, "kind", "inline"));
      for (String where : List.of("local", "local-fsync")) {
        add(
            "commit-" + where,
            count(refs),
            "commit",
            Unit.MILLIS,
            0,
            how,
            place(where, "refs", refs, "kind", "virtual"));
      }
    }
    Limits twenty = limits.withRounds(FEW_ROUNDS).withRepetitions(20).withoutWarmUp();
    for (int before : brief ? List.of(0, 400) : List.of(0, 1_900)) {
      for (String where : List.of("memory", "local", "local-fsync")) {
        add(
            "series-" + where,
            "after-" + before,
            "series",
            Unit.MILLIS,
            0,
            twenty,
            place(where, "before", before, "warm", brief ? 200 : 1_000));
      }
    }
  }

  /// Writers of disjoint chunks of one branch.
  private void writers() {
    int commits = brief ? 20 : 50;
    Limits once =
        limits.withRounds(FEW_ROUNDS).withRepetitions(1).withBudget(4 * limits.budgetNanos());
    for (int tasks : List.of(1, 8)) {
      for (String where : List.of("memory", "local", "local-fsync")) {
        for (String handles : List.of("own", "shared")) {
          add(
              "writers-" + handles + "-handles-" + where,
              tasks + "-tasks",
              "writers",
              Unit.COMMITS,
              0,
              once,
              place(where, "tasks", tasks, "commits", commits, "handles", handles));
        }
      }
    }
    for (int processes : List.of(2, 8)) {
      for (String where : List.of("local", "local-fsync")) {
        add(
            "processes-" + where,
            processes + "-processes",
            "writer",
            Unit.COMMITS,
            0,
            once,
            place(where, "processes", processes, "commits", commits / 2));
      }
    }
  }

  /// Very many references, keys and commits.
  private void many() {
    Limits few = limits.withRounds(FEW_ROUNDS).withRepetitions(1);
    for (int refs : brief ? List.of(10_000, 100_000) : List.of(100_000, 1_000_000)) {
      add(
          "references-memory",
          count(refs),
          "bulk",
          List.of("set", "commit", "open"),
          Unit.MILLIS,
          0,
          few,
          place("memory", "refs", refs));
    }
    for (int refs : brief ? List.of(1_000, 10_000) : List.of(10_000, 100_000)) {
      add(
          "keys",
          count(refs),
          "keys",
          List.of("list", "directory", "getsize"),
          Unit.MILLIS,
          0,
          few,
          place("memory", "refs", refs, "kind", "virtual"));
      add(
          "columns",
          count(refs),
          "keys",
          List.of("directory"),
          Unit.MILLIS,
          0,
          few,
          place("memory", "refs", refs, "kind", "virtual", "how", "columns"));
    }
    for (int commits : brief ? List.of(100, 400) : List.of(100, 2_000)) {
      add(
          "past-local",
          commits + "-commits",
          "past",
          List.of("ancestry", "diff", "open"),
          Unit.MILLIS,
          0,
          few,
          place("local", "commits", commits));
    }
    for (int commits : brief ? List.of(20, 60) : List.of(50, 500)) {
      add(
          "gc-memory",
          commits + "-commits",
          "collect",
          List.of("expire", "dry", "collect"),
          Unit.MILLIS,
          0,
          few,
          place("memory", "commits", commits));
    }
  }

  private List<Integer> sizes(Integer... all) {
    return brief ? List.of(all).subList(0, 2) : List.of(all);
  }

  private static String size(int bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + "KiB" : bytes + "B";
  }

  private static String count(int refs) {
    return refs >= 1_000_000 ? refs / 1_000_000 + "M" : refs / 1_000 + "k";
  }
}
