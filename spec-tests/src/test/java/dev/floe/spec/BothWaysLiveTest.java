package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Floe and the reference write one repository on local files together, whose turn it is and what
/// is done being left to chance; after every step both see all of it as the model says.
///
/// A run that failed is repeated with `-Dfloe.live.seed=N`; `-Dfloe.live.steps=N` makes it longer.
@Tag("live")
class BothWaysLiveTest {
  private static final int STEPS = Integer.getInteger("floe.live.steps", 200);
  private static final int VERIFIED_EVERY = 25;

  /// How often old snapshots expire or garbage is collected, on average.
  private static final int MAINTAINED_EVERY = 12;

  /// How many steps a failure tells.
  private static final int REMEMBERED = 10;

  private final long seed = Long.getLong("floe.live.seed", System.nanoTime() >>> 8);
  private final Random chance = new Random(seed);
  private final ModelledHistory model = new ModelledHistory();
  private final List<String> done = new ArrayList<>();

  @Test
  void bothSeeTheSameAfterEveryStep(@TempDir Path directory) {
    System.out.println("both ways: seed " + seed);
    RepositoryConfig config = RepositoryConfig.builder().numUpdatesPerRepoInfoFile(7).build();
    try (Storage storage = Storage.localFilesystem(directory)) {
      Repository.create(storage, RepositoryOptions.STANDARD.withConfig(config)).close();
    }
    try (FloeHalf floe = new FloeHalf(directory);
        ReferenceHalf reference = new ReferenceHalf(directory)) {
      for (int step = 1; step <= STEPS; step++) {
        boolean ours = chance.nextBoolean();
        if (chance.nextInt(MAINTAINED_EVERY) == 0) {
          maintain(ours ? floe : reference, floe);
        } else {
          step(step, ours ? floe : reference, ours ? reference : floe);
        }
        check(step, floe, reference);
      }
    }
  }

  private void check(int step, FloeHalf floe, ReferenceHalf reference) {
    String where = "seed " + seed + ", step " + step + ", after\n" + String.join("\n", done);
    Half.Seen meant = model.seen();
    assertEquals(List.of(), meant.differences(floe.seen()), () -> "Floe at " + where);
    assertEquals(List.of(), meant.differences(reference.seen()), () -> "reference at " + where);
    if (step % VERIFIED_EVERY == 0 || step == STEPS) {
      assertEquals(List.of(), floe.problems(), () -> "verification at " + where);
    }
  }

  private void step(int step, Half half, Half other) {
    int kind = chance.nextInt(22);
    if (kind < 8) {
      session(Half.How.COMMIT, half, step);
    } else if (kind < 10) {
      session(Half.How.AMEND, half, step);
    } else if (kind == 10) {
      session(Half.How.FLUSH, half, step);
    } else if (kind < 13) {
      rebase(half, other, step);
    } else if (kind < 18) {
      refs(half, step);
    } else if (kind < 20) {
      move(half, step);
    } else {
      Map<String, Long> values = Map.of("m" + chance.nextInt(3), (long) step);
      note(half, "metadata " + values);
      half.updateMetadata(values);
      model.metadata.putAll(values);
    }
  }

  private void maintain(Half half, FloeHalf floe) {
    if (chance.nextBoolean()) {
      note(half, "garbage collection");
      half.collectGarbage();
      model.garbageCollected();
      return;
    }
    Instant olderThan = floe.writtenAt(pick(model.versions.keySet()));
    Set<String> expired = new HashSet<>();
    model.versions.forEach((id, version) -> {
      if (version.parent() != null && floe.writtenAt(id).isBefore(olderThan)) {
        expired.add(id);
      }
    });
    boolean branches = chance.nextBoolean();
    boolean tags = chance.nextBoolean();
    note(half, "expiration, branches " + branches + ", tags " + tags);
    half.expire(olderThan, branches, tags);
    model.expired(expired, branches, tags);
  }

  private void note(Half half, String what) {
    if (done.size() == REMEMBERED) {
      done.removeFirst();
    }
    done.add(half.getClass().getSimpleName() + " " + what);
  }

  private void session(Half.How wanted, Half half, int step) {
    String branch = pick(model.branches.keySet());
    boolean stays = model.tip(branch).parent() == null || model.tip(branch).moves();
    Half.How how = stays && wanted == Half.How.AMEND ? Half.How.COMMIT : wanted;
    RandomSession session = new RandomSession(model.tip(branch), chance, "step " + step);
    note(half, how + " to " + branch + ": " + session);
    half.begin(branch, session.changes());
    String id = half.finish(how, "step " + step);
    model.finished(how, branch, id, session.changes(), session.arrays());
  }

  private void move(Half half, int step) {
    String branch = pick(model.branches.keySet());
    List<String> paths = new ArrayList<>(model.tip(branch).arrays().keySet());
    RandomSession.groups(model.tip(branch)).forEach(paths::add);
    if (paths.isEmpty()) {
      session(Half.How.COMMIT, half, step);
      return;
    }
    String from = pick(paths);
    String to = "moved " + step;
    note(half, "move of " + from + " on " + branch);
    String id = half.move(branch, "/" + from, "/" + to, "step " + step);
    model.moved(branch, id, from, to);
  }

  /// One half commits while the other has a session open, which goes on over it.
  private void rebase(Half half, Half other, int step) {
    String branch = pick(model.branches.keySet());
    Map<String, Integer> arrays = new HashMap<>(model.tip(branch).arrays());
    arrays.values().removeIf(length -> length < 2);
    if (arrays.isEmpty()) {
      session(Half.How.COMMIT, half, step);
      return;
    }
    String path = pick(arrays.keySet().stream().sorted().toList());
    List<Half.Change> theirs = List.of(chunk(path, 0));
    List<Half.Change> ours = List.of(chunk(path, arrays.get(path) - 1));
    note(half, "REBASE on " + branch);
    half.begin(branch, ours);
    other.begin(branch, theirs);
    String before = other.finish(Half.How.COMMIT, "rival of step " + step);
    model.finished(Half.How.COMMIT, branch, before, theirs, model.tip(branch).arrays());
    String id = half.finish(Half.How.REBASE, "step " + step);
    model.finished(Half.How.REBASE, branch, id, ours, model.tip(branch).arrays());
  }

  private Half.Change chunk(String path, int at) {
    return new Half.Change("set", path + "/c/" + at, RandomSession.bytes(chance));
  }

  private void refs(Half half, int step) {
    String at = pick(model.versions.keySet().stream().toList());
    String branch = pick(model.branches.keySet());
    switch (chance.nextInt(5)) {
      case 0 -> {
        note(half, "branch");
        half.createBranch("branch " + step, at);
        model.branches.put("branch " + step, at);
      }
      case 1 -> {
        note(half, "tag");
        half.createTag("tag " + step, at);
        model.tags.put("tag " + step, at);
      }
      case 2 -> {
        note(half, "reset of " + branch);
        half.resetBranch(branch, at);
        model.branches.put(branch, at);
      }
      case 3 -> deleteBranch(half, branch);
      default -> deleteTag(half);
    }
  }

  private void deleteBranch(Half half, String branch) {
    if (!branch.equals("main")) {
      note(half, "no more " + branch);
      half.deleteBranch(branch);
      model.branches.remove(branch);
    }
  }

  private void deleteTag(Half half) {
    if (!model.tags.isEmpty()) {
      String name = pick(model.tags.keySet());
      note(half, "no more " + name);
      half.deleteTag(name);
      model.tags.remove(name);
    }
  }

  private String pick(Collection<String> some) {
    return new ArrayList<>(some).get(chance.nextInt(some.size()));
  }
}
