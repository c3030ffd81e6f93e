package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import dev.floe.fuzz.ThrottledStorage.Excess;
import dev.floe.fuzz.ThrottledStorage.Limits;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommitRateTest {
  /// Far less than is promised of an idle machine: what counts here is that nothing is lost.
  @ParameterizedTest
  @EnumSource(Excess.class)
  void aFewSecondsOnASlowStore(Excess excess) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words =
        ("--seconds 2 --sessions 16 --branches 2 --plain 1"
                + " --latency 10 --puts 15 --least 10 --excess "
                + excess.name().toLowerCase(Locale.ROOT))
            .transform(text -> List.of(text.split(" ")));
    List<String> problems =
        CommitRate.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(List.of(), problems, () -> out.toString(StandardCharsets.UTF_8));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(7, lines.size(), lines::toString);
    assertTrue(lines.get(4).strip().startsWith("0-2 "), lines.get(4));
  }

  @Test
  void conditionalPutsOnOneObjectAreGrantedOneByOne() {
    AtomicLong nanos = new AtomicLong();
    Limits limits = new Limits(Duration.ZERO, 10, Excess.DELAYED);
    try (ThrottledStorage store = new ThrottledStorage(Storage.inMemory(), limits, nanos::get)) {
      assertEquals(0, store.grantedInNanos("repo"));
      assertEquals(100_000_000, store.grantedInNanos("repo"));
      assertEquals(0, store.grantedInNanos("other"));
      nanos.set(150_000_000);
      assertEquals(50_000_000, store.grantedInNanos("repo"));
      nanos.set(2_000_000_000);
      assertEquals(0, store.grantedInNanos("repo"), "nothing is saved up");
      assertEquals(100_000_000, store.grantedInNanos("repo"));
    }
  }

  @Test
  void whoComesTooEarlyIsRefusedAndMayTryAgain() {
    AtomicLong nanos = new AtomicLong();
    Limits limits = new Limits(Duration.ZERO, 10, Excess.REFUSED);
    try (ThrottledStorage store = new ThrottledStorage(Storage.inMemory(), limits, nanos::get)) {
      MemorySegment body = MemorySegment.ofArray(new byte[1]);
      PutOptions absent = PutOptions.root(Precondition.ABSENT, Map.of());
      store.put("repo", body, absent).join();
      CompletionException refused =
          assertThrows(CompletionException.class, () -> store.put("repo", body, absent).join());
      assertTrue(((StorageException) refused.getCause()).retryable());
      assertEquals(1, store.refused());
      nanos.set(100_000_000);
      assertEquals(new PutResult.NotOnLatestVersion(), store.put("repo", body, absent).join());
      store.put("repo", body, PutOptions.metadata(Map.of())).join();
      assertEquals(2, store.conditionalPuts());
    }
  }

  @Test
  void whoIsTooSlowIsToldInAllAndAtTheEnd() {
    CommitRate.Load load =
        CommitRate.Load.of(List.of("--seconds", "6", "--least", "2", "--sessions", "1"));
    List<CommitRateResult.Commit> commits = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      commits.add(new CommitRateResult.Commit(0, i, "S", i * 400_000_000L, 1));
    }
    assertEquals(
        List.of("expected at least 2 commits/s, found 0.0 in seconds 5 to 6"),
        new CommitRateResult(load, commits).slow());
    commits.removeLast();
    commits.removeLast();
    assertEquals(2, new CommitRateResult(load, commits).slow().size());
  }
}
