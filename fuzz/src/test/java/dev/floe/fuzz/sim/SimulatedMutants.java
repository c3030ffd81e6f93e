package dev.floe.fuzz.sim;

import dev.floe.CommitOptions;
import dev.floe.fuzz.Hunt;
import dev.floe.fuzz.isolation.Mutant;
import dev.floe.fuzz.sim.SimulatedStore.Defect;
import dev.floe.spec.storage.ForwardingStorage;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Engines that are wrong in one way, made so at the seams of a run, and stores that are wrong in
/// themselves.
public final class SimulatedMutants {
  private SimulatedMutants() {}

  /// One search for each of them, and for each store.
  public static List<Hunt> hunts() {
    List<Hunt> hunts = new ArrayList<>(ofEngines());
    Stream.of(Defect.values())
        .filter(each -> each != Defect.NONE)
        .forEach(defect ->
            hunts.add(
                new Hunt(
                    "a store with " + defect,
                    seed -> Simulation.run(Plan.of(seed).withDefect(defect), 0).findings())));
    return hunts;
  }

  static List<Hunt> ofEngines() {
    Mutant forgetting = new Mutant.ForgottenDeletions();
    return List.of(
        hunt("a commit that skips the tip check", SkippedTipCheck::new),
        hunt("a cache with an old repository", OldCache::new),
        hunt(
            "a rebase that forgets deletions",
            () ->
                new Seams() {
                  @Override
                  CommitOptions options(CommitOptions options) {
                    return forgetting.options(options);
                  }
                }),
        hunt(
            "a collector with its own clock",
            () ->
                new Seams() {
                  @Override
                  Instant collectBefore(Instant oldestSession) {
                    return oldestSession.plus(Duration.ofHours(2));
                  }
                }));
  }

  /// A search for what is not there.
  public static Hunt nothing() {
    return hunt("the engine as it is", Seams::new);
  }

  private static Hunt hunt(String name, Supplier<Seams> seams) {
    return new Hunt(name, seed -> Simulation.run(Plan.of(seed), 0, seams.get()).findings());
  }

  /// Every third time that somebody asks whether the repository's file is still the one it knows,
  /// it is told yes without a look.
  private static final class OldCache extends Seams {
    private int questions;

    @Override
    Storage storage(Storage storage) {
      return new ForwardingStorage(storage) {
        @Override
        public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
          return key.equals(Mutant.REPO)
                  && options.unlessVersion().isPresent()
                  && questions++ % 3 == 0
              ? CompletableFuture.completedFuture(new GetResult.Unchanged())
              : super.get(key, options, target);
        }
      };
    }
  }

  /// While somebody commits, every other look at the repository's file answers what was there when
  /// nobody did, as if it were what is there now: whoever compares its parent with the tip finds it
  /// there.
  private static final class SkippedTipCheck extends Seams {
    private int committing;
    private int looks;
    private byte[] before;

    @Override
    void committing() {
      committing++;
    }

    @Override
    void committed() {
      committing--;
    }

    @Override
    Storage storage(Storage storage) {
      return new ForwardingStorage(storage) {
        @Override
        public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
          return key.equals(Mutant.REPO)
              ? look(below, key, options, target)
              : super.get(key, options, target);
        }
      };
    }

    private CompletableFuture<GetResult> look(
        Storage below, String key, GetOptions options, Target target) {
      byte[][] landed = new byte[1][];
      Target aside =
          length -> {
            landed[0] = new byte[Math.toIntExact(length)];
            return MemorySegment.ofArray(landed[0]);
          };
      return below
          .get(key, options, aside)
          .thenApply(result -> {
            if (!(result instanceof GetResult.Modified modified)) {
              return result;
            }
            byte[] bytes = landed[0];
            if (committing == 0 || before == null) {
              before = bytes;
            } else if (looks++ % 2 == 0) {
              bytes = before;
            } else {
              before = bytes;
            }
            MemorySegment.copy(
                bytes, 0, target.segment(bytes.length), ValueLayout.JAVA_BYTE, 0, bytes.length);
            return new GetResult.Modified(modified.version(), bytes.length, bytes.length);
          });
    }
  }
}
