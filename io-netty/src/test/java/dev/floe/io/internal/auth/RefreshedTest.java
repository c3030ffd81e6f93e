package dev.floe.io.internal.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RefreshedTest {
  private Instant now = Instant.EPOCH;
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();
  private final ArrayDeque<Object> fetches = new ArrayDeque<>();
  private final Refreshed<Instant> refreshed =
      new Refreshed<>(
          this::fetch,
          Optional::of,
          Duration.ofSeconds(10),
          new Sources(() -> now, () -> 0, deadline -> {}, new Random(1), work::add));

  private Instant fetch() {
    Object next = fetches.remove();
    if (next instanceof RuntimeException failure) {
      throw failure;
    }
    return (Instant) next;
  }

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  @Test
  void manyWhoAskWaitForOneFetch() {
    fetches.add(at(100));
    CompletableFuture<Instant> first = refreshed.current();
    CompletableFuture<Instant> second = refreshed.current();
    assertFalse(first.isDone() || second.isDone());
    assertEquals(1, work.size());
    first.cancel(true);
    work.remove().run();
    assertEquals(at(100), second.join(), "one who leaves does not take the value from others");
    assertEquals(at(100), refreshed.current().join());
    assertTrue(work.isEmpty());
  }

  @Test
  void aGoodValueIsAnsweredWhileTheNextIsFetched() {
    fetches.add(at(100));
    refreshed.current();
    work.remove().run();
    now = at(95);
    fetches.add(at(200));
    assertEquals(at(100), refreshed.current().join());
    assertEquals(at(100), refreshed.current().join());
    assertEquals(1, work.size());
    work.remove().run();
    assertEquals(at(200), refreshed.current().join());
  }

  @Test
  void aFailedRefreshIsForgottenWhileTheValueIsGoodAndFailsAllOnceItIsNot() {
    fetches.add(at(100));
    refreshed.current();
    work.remove().run();
    now = at(95);
    fetches.add(new IllegalStateException("first"));
    assertEquals(at(100), refreshed.current().join());
    work.remove().run();
    assertEquals(at(100), refreshed.current().join());
    assertEquals(1, work.size(), "the next to ask tries again");
    work.clear();
  }

  @Test
  void whenNothingIsGoodAFailureReachesAllWhoWait() {
    fetches.add(new IllegalStateException("no"));
    CompletableFuture<Instant> first = refreshed.current();
    CompletableFuture<Instant> second = refreshed.current();
    work.remove().run();
    for (CompletableFuture<Instant> future : java.util.List.of(first, second)) {
      Throwable cause = assertThrows(CompletionException.class, future::join).getCause();
      assertEquals("no", cause.getMessage());
    }
    fetches.add(at(50));
    CompletableFuture<Instant> third = refreshed.current();
    work.remove().run();
    assertEquals(at(50), third.join());
  }

  @Test
  void anExpiredValueIsNotAnswered() {
    fetches.add(at(100));
    refreshed.current();
    work.remove().run();
    now = at(100);
    fetches.add(at(300));
    CompletableFuture<Instant> waiting = refreshed.current();
    assertFalse(waiting.isDone());
    work.remove().run();
    assertEquals(at(300), waiting.join());
  }
}
