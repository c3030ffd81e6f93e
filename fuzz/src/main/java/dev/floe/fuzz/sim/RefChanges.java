package dev.floe.fuzz.sim;

import dev.floe.Repository;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Makes and deletes tags and branches beside the transactions, and knows afterwards which of them
/// must be there.
final class RefChanges {
  private enum Presence {
    PRESENT,
    ABSENT
  }

  private final World world;
  private final RandomGenerator chance;

  /// What each may be. Names are used once.
  private final Map<String, Set<Presence>> tags = new TreeMap<>();

  private final Map<String, Set<Presence>> branches = new TreeMap<>();
  private int left;

  RefChanges(World world, int count) {
    this.world = world;
    this.chance = Chance.stream(world.plan().seed(), "refs");
    this.left = count;
  }

  boolean isDone() {
    return left == 0;
  }

  void run(SimulatedProcess process, Repository repository) {
    try {
      while (left > 0 && !process.isDead()) {
        long pause = chance.nextLong(4_000_000_000L);
        process.sources().sleeper().sleepUntil(world.scheduler().nowNanos() + pause);
        left--;
        change(process, repository);
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  private void change(SimulatedProcess process, Repository repository) {
    boolean tag = chance.nextBoolean();
    Map<String, Set<Presence>> refs = tag ? tags : branches;
    List<String> present = new ArrayList<>();
    refs.forEach((name, may) -> {
      if (may.equals(EnumSet.of(Presence.PRESENT))) {
        present.add(name);
      }
    });
    if (!present.isEmpty() && chance.nextBoolean()) {
      String name = present.get(chance.nextInt(present.size()));
      tried(
          process,
          refs,
          name,
          Presence.ABSENT,
          () -> {
            if (tag) {
              repository.deleteTag(name);
            } else {
              repository.deleteBranch(name);
            }
          });
    } else {
      String name = (tag ? "tag" : "branch") + refs.size();
      refs.put(name, EnumSet.of(Presence.ABSENT));
      tried(
          process,
          refs,
          name,
          Presence.PRESENT,
          () -> {
            var tip = repository.lookupBranch("main");
            if (tag) {
              repository.createTag(name, tip);
            } else {
              repository.createBranch(name, tip);
            }
          });
    }
  }

  private void tried(
      SimulatedProcess process,
      Map<String, Set<Presence>> refs,
      String name,
      Presence result,
      Runnable change) {
    boolean calm = world.weather().isCalm();
    try {
      change.run();
      refs.put(name, EnumSet.of(result));
      world.count("ref changes");
    } catch (IcechunkException e) {
      if (process.isDead() || e instanceof CommitUnknownException) {
        refs.get(name).add(result);
        world.count("ref changes unknown");
      } else if (e.kind() == ErrorKind.SNAPSHOT_NOT_FOUND && result == Presence.PRESENT) {
        world.count("ref changes too late"); // what was to be named has expired
      } else if (calm || !SimulatedStore.isFault(e)) {
        world.found(name + " could not be changed: " + VirtualThreads.text(e));
      }
    }
  }

  /// Compares with what is left at the end.
  void check(Repository repository) {
    check("tag", tags, repository.tags().keySet());
    check("branch", branches, repository.branches().keySet());
  }

  private void check(String what, Map<String, Set<Presence>> refs, Set<String> found) {
    refs.forEach((name, may) -> {
      Presence is = found.contains(name) ? Presence.PRESENT : Presence.ABSENT;
      if (!may.contains(is)) {
        world.found(what + " " + name + ": expected one of " + may + ", found " + is);
      }
    });
  }
}
