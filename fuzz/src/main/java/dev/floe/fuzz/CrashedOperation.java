package dev.floe.fuzz;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.UpgradeOptions;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What a process may be doing when it dies: everything that changes a repository. The same chance
/// over the same contents does the same.
enum CrashedOperation {
  COMMIT(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      Session session = changed(at, branch(at, chance), chance);
      return () -> session.commit("commit " + chance.nextInt(1000));
    }
  },
  AMEND(false) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      changed(calm, "main", chance).commit("to be amended");
      Session session = changed(at, "main", chance);
      return () -> session.amend("amended " + chance.nextInt(1000), CommitOptions.STANDARD);
    }
  },
  FLUSH(false) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      Session session = changed(at, branch(at, chance), chance);
      return () -> session.flush("aside", CommitOptions.STANDARD);
    }
  },
  REBASE(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      Session session = at.writableSession("main");
      session.store().set("crashed/c/0", bytes(chance));
      for (int i = 1; i <= 2; i++) {
        Session rival = calm.writableSession("main");
        rival.store().set("crashed/c/" + i, bytes(chance));
        rival.commit("rival " + i);
      }
      return () -> session.commit("rebased", CommitOptions.rebaseWith(new ConflictDetector()));
    }
  },
  REWRITE_MANIFESTS(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      String branch = branch(at, chance);
      return () -> at.rewriteManifests(branch, "rewritten", CommitOptions.STANDARD);
    }
  },
  MOVE(false) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      changed(calm, "main", chance).commit("to be moved");
      Session session = at.rearrangeSession("main");
      session.move(NodePath.of("/crashed"), NodePath.of("/moved-" + chance.nextInt(1_000_000)));
      return () -> session.commit("moved");
    }
  },
  CREATE_BRANCH(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      SnapshotId target = snapshot(at, chance);
      return () -> at.createBranch("branch-" + chance.nextInt(1_000_000), target);
    }
  },
  DELETE_BRANCH(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      String name = "doomed-" + chance.nextInt(1_000_000);
      calm.createBranch(name, calm.lookupBranch("main"));
      return () -> at.deleteBranch(name);
    }
  },
  RESET_BRANCH(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      SnapshotId target = snapshot(at, chance);
      return () -> at.resetBranch(branch(at, chance), target, Optional.empty());
    }
  },
  CREATE_TAG(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      SnapshotId target = snapshot(at, chance);
      return () -> at.createTag("tag-" + chance.nextInt(1_000_000), target);
    }
  },
  DELETE_TAG(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      String name = "doomed-" + chance.nextInt(1_000_000);
      calm.createTag(name, calm.lookupBranch("main"));
      return () -> at.deleteTag(name);
    }
  },
  SET_METADATA(false) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      JsonObject some = JsonObject.of(Map.of("n", JsonValue.of(chance.nextInt(1000))));
      return () -> at.updateMetadata(some);
    }
  },
  /// In format 1 the refs expire one after the other, and some of them is a state of its own.
  EXPIRE(true) {
    @Override
    boolean hasStagesIn(SpecVersion version) {
      return version == SpecVersion.V1;
    }

    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      Instant cutOff = calm.lookupSnapshot(snapshot(calm, chance)).flushedAt();
      ExpireOptions options = new ExpireOptions(chance.nextBoolean(), chance.nextBoolean());
      return () -> at.expireSnapshots(cutOff, options);
    }
  },
  COLLECT_GARBAGE(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      changed(calm, "main", chance).flush("aside", CommitOptions.STANDARD);
      GcOptions options = GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);
      return () -> at.collectGarbage(options);
    }
  },
  TRIM_BACKUPS(false) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      changed(calm, "main", chance).commit("to be backed up");
      GcOptions options =
          GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true).withTrimBackups(true);
      return () -> at.collectGarbage(options);
    }
  },
  UPGRADE(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      return () -> Repository.upgrade(at.storage(), UpgradeOptions.STANDARD);
    }
  },
  SAVE_CONFIG(true) {
    @Override
    Runnable prepared(Repository at, Repository calm, Random chance) {
      return () -> at.saveConfig(at.config());
    }
  };

  private final boolean inFirstFormat;

  CrashedOperation(boolean inFirstFormat) {
    this.inFirstFormat = inFirstFormat;
  }

  /// Those that a format has.
  static List<CrashedOperation> in(SpecVersion version) {
    List<CrashedOperation> some = new ArrayList<>(List.of(values()));
    switch (version) {
      case V1 -> some.removeIf(operation -> !operation.inFirstFormat);
      case V2 -> some.remove(UPGRADE);
    }
    return some;
  }

  /// Prepares what is to be done and answers what does it.
  ///
  /// @param at where the process dies that does it
  /// @param calm another process's
  abstract Runnable prepared(Repository at, Repository calm, Random chance);

  /// Whether what it does to one ref is seen before it is done to others.
  boolean hasStagesIn(SpecVersion version) {
    return false;
  }

  /// A repository with some of everything.
  static void furnish(Repository repository, Random chance) {
    changed(repository, "main", chance).commit("first");
    changed(repository, "main", chance).commit("second");
    repository.createBranch("other", repository.lookupBranch("main"));
    repository.createTag("kept", repository.lookupBranch("main"));
    repository.createTag("gone", repository.lookupBranch("main"));
    repository.deleteTag("gone");
    changed(repository, "other", chance).commit("third");
  }

  /// A session on a branch with changes: groups and arrays, short chunks and long ones, new,
  /// replaced and deleted.
  static Session changed(Repository repository, String branch, Random chance) {
    Session session = repository.writableSession(branch);
    if (!session.store().exists("crashed/zarr.json")) {
      session.store().set("zarr.json", text("{\"zarr_format\":3,\"node_type\":\"group\"}"));
      session.store().set("crashed/zarr.json", document(8));
    }
    int array = chance.nextInt(1_000_000);
    if (chance.nextInt(3) == 0) {
      session.store().set("array-" + array + "/zarr.json", document(3));
      session.store().set("array-" + array + "/c/1", bytes(chance));
    }
    for (int i = 0; i < 3; i++) {
      session.store().set("crashed/c/" + chance.nextInt(8), bytes(chance));
    }
    session.store().delete("crashed/c/" + chance.nextInt(8));
    return session;
  }

  private static MemorySegment bytes(Random chance) {
    byte[] bytes = new byte[chance.nextBoolean() ? 20 : 700];
    chance.nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private static MemorySegment document(int length) {
    return text(
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
        "codecs":[{"name":"bytes"}]}\
        """
            .formatted(length));
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String branch(Repository repository, Random chance) {
    return pick(repository.branches().keySet(), chance);
  }

  /// One of those that branches reach, in an order that does not depend on ids.
  private static SnapshotId snapshot(Repository repository, Random chance) {
    try (var ancestry = repository.ancestry(Version.branch(branch(repository, chance)))) {
      return pick(ancestry.map(info -> info.id()).toList(), chance);
    }
  }

  private static <T> T pick(Collection<T> some, Random chance) {
    return new ArrayList<>(some).get(chance.nextInt(some.size()));
  }
}
