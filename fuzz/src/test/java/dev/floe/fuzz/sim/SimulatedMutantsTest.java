package dev.floe.fuzz.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.fuzz.isolation.Mutant;
import dev.floe.fuzz.isolation.PassingStorage;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Engines that are wrong in one way, made so at the seams of a run, and stores that are wrong in
/// themselves: each is found out soon, wherever the seeds begin.
class SimulatedMutantsTest {
  private static final int MOST_SEEDS = 200;
  private static final int MOST_LINES = 8;

  /// Twenty in a long run; each takes a while.
  private static final int STARTS = Integer.getInteger("floe.starts", 2);

  private static void isFound(String name, Supplier<Seams> seams) {
    long most = 0;
    Set<String> said = new TreeSet<>();
    for (long start = 1; start <= STARTS; start++) {
      long first = Chance.mix(start);
      long needed = 1;
      List<String> findings = findings(first + needed, seams);
      while (findings.isEmpty()) {
        assertTrue(++needed <= MOST_SEEDS, name + " was not found from seed " + first + " on");
        findings = findings(first + needed, seams);
      }
      findings.forEach(finding -> said.add(finding.lines().findFirst().orElse("")));
      most = Math.max(most, needed);
    }
    System.out.printf("%s: found within %d seeds from %d starts%n", name, most, STARTS);
    said.stream().limit(MOST_LINES).forEach(line -> System.out.println("  " + line));
  }

  private static List<String> findings(long seed, Supplier<Seams> seams) {
    return Simulation.run(Plan.of(seed), 0, seams.get()).findings();
  }

  @Test
  void aCommitThatSkipsTheTipCheck() {
    isFound("skipped tip check", SkippedTipCheck::new);
  }

  @Test
  void aRebaseThatForgetsDeletions() {
    Mutant mutant = new Mutant.ForgottenDeletions();
    isFound(
        "forgotten deletions",
        () ->
            new Seams() {
              @Override
              CommitOptions options(CommitOptions options) {
                return mutant.options(options);
              }
            });
  }

  @Test
  void aCollectorThatTrustsItsOwnClock() {
    isFound(
        "local clock",
        () ->
            new Seams() {
              @Override
              Instant collectBefore(Instant oldestSession) {
                return oldestSession.plus(Duration.ofHours(2));
              }
            });
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
      return new PassingStorage(storage) {
        @Override
        public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
          return key.equals(REPO)
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
