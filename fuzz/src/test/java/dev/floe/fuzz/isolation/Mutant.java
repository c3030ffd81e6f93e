package dev.floe.fuzz.isolation;

import dev.floe.CommitOptions;
import dev.floe.RebaseOptions;
import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.Resolution;
import dev.floe.spec.storage.ForwardingStorage;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// An engine that is wrong in one way, made so from outside. Storages of one run share an instance,
/// one thread at a time.
public class Mutant {
  /// The repository's one mutable object.
  public static final String REPO = "repo";

  /// How all writers of a run reach the storage.
  Storage storage(Storage below, Interleaving run) {
    return new ForwardingStorage(below);
  }

  /// How a transaction commits.
  public CommitOptions options(CommitOptions options) {
    return options;
  }

  /// What a collector takes for the time before which nobody has begun who still goes on.
  Instant collectBefore(Instant oldestSession) {
    return oldestSession.minusMillis(1);
  }

  /// Does everything right.
  static final class None extends Mutant {}

  /// Who commits is shown the branch as it was when the session began, so that it finds its parent
  /// at the tip, and swaps that for what is there now.
  static final class SkippedTipCheck extends Mutant {
    @Override
    Storage storage(Storage below, Interleaving run) {
      return new OldFiles(below) {
        @Override
        boolean lies() {
          return run.isCommitting() && run.random().nextInt(3) == 0;
        }

        @Override
        Seen answer(Random random) {
          Seen now = files().getLast();
          return new Seen(files().get(Math.max(0, run.openedAt() - 1)).bytes(), now.version());
        }

        @Override
        Random random() {
          return run.random();
        }

        @Override
        void noted(int count) {
          run.filesSeen(count);
        }
      };
    }
  }

  /// Who opens a session is sometimes shown the branch as it was before the last commits.
  static final class OldRepoInfo extends Mutant {
    @Override
    Storage storage(Storage below, Interleaving run) {
      return new OldFiles(below) {
        @Override
        boolean lies() {
          return !run.isCommitting() && run.random().nextInt(3) == 0;
        }

        @Override
        Seen answer(Random random) {
          int back = 1 + random.nextInt(3);
          return files().get(Math.max(0, files().size() - 1 - back));
        }

        @Override
        Random random() {
          return run.random();
        }

        @Override
        void noted(int count) {
          run.filesSeen(count);
        }
      };
    }
  }

  /// A rebase does not see that others deleted what the session works on, or worked on what it
  /// deletes.
  public static final class ForgottenDeletions extends Mutant {
    @Override
    public CommitOptions options(CommitOptions options) {
      return options
          .rebase()
          .map(rebase ->
              options.rebasing(
                  new RebaseOptions(
                      forgetting(rebase.solver()),
                      rebase.attempts(),
                      rebase.before(),
                      rebase.after())))
          .orElse(options);
    }

    private static ConflictSolver forgetting(ConflictSolver solver) {
      return conflicts -> {
        List<Conflict> others =
            conflicts.stream().filter(conflict -> !isOfDeletion(conflict)).toList();
        return others.isEmpty() ? new Resolution.Solved(List.of()) : solver.solve(others);
      };
    }

    private static boolean isOfDeletion(Conflict conflict) {
      return conflict instanceof Conflict.ChunksUpdatedInDeletedArray
          || conflict instanceof Conflict.ZarrMetadataUpdateOfDeletedArray
          || conflict instanceof Conflict.ZarrMetadataUpdateOfDeletedGroup
          || conflict instanceof Conflict.NewNodeInInvalidGroup
          || conflict instanceof Conflict.DeleteOfUpdatedArray
          || conflict instanceof Conflict.DeleteOfUpdatedGroup;
    }
  }

  /// A collector whose clock is two hours ahead of that of the storage, and which asks nobody else
  /// for the time.
  static final class LocalClock extends Mutant {
    @Override
    Instant collectBefore(Instant oldestSession) {
      return oldestSession.plus(Duration.ofHours(2));
    }
  }

  /// A conditional put looks at the version first and writes then, whatever happened in between.
  static final class TornSwap extends Mutant {
    @Override
    Storage storage(Storage below, Interleaving run) {
      return new ForwardingStorage(below) {
        @Override
        public CompletableFuture<PutResult> put(
            String key, MemorySegment body, PutOptions options) {
          if (options.precondition() instanceof Precondition.At(ObjectVersion version)) {
            boolean isThere =
                below
                    .head(key)
                    .join()
                    .flatMap(found -> found.version())
                    .filter(version::equals)
                    .isPresent();
            if (!isThere) {
              return CompletableFuture.completedFuture(new PutResult.NotOnLatestVersion());
            }
            run.letOthersGo();
            return below.put(
                key,
                body,
                new PutOptions(
                    Precondition.NONE, options.contentType(), options.metadata(), options.kind()));
          }
          return below.put(key, body, options);
        }
      };
    }
  }

  /// A version of the repository's file.
  record Seen(byte[] bytes, ObjectVersion version) {}

  /// A storage that remembers all versions of the repository's file and can answer with another
  /// than the last.
  abstract static class OldFiles extends ForwardingStorage {
    private final List<Seen> files = new ArrayList<>();

    OldFiles(Storage below) {
      super(below);
    }

    List<Seen> files() {
      return files;
    }

    abstract boolean lies();

    abstract Seen answer(Random random);

    abstract Random random();

    abstract void noted(int count);

    @Override
    public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
      byte[] bytes = body.toArray(ValueLayout.JAVA_BYTE);
      return super.put(key, body, options)
          .thenApply(result -> {
            if (key.equals(REPO) && result instanceof PutResult.Updated(ObjectVersion version)) {
              files.add(new Seen(bytes, version));
              noted(files.size());
            }
            return result;
          });
    }

    @Override
    public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
      if (!key.equals(REPO) || files.isEmpty() || !lies()) {
        return super.get(key, options, target);
      }
      Seen seen = answer(random());
      int length = seen.bytes.length;
      MemorySegment.copy(seen.bytes, 0, target.segment(length), ValueLayout.JAVA_BYTE, 0, length);
      return CompletableFuture.completedFuture(
          new GetResult.Modified(seen.version, length, length));
    }
  }
}
