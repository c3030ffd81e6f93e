package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.commit.CommitTurns.Place;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// On a clock that the test moves.
class CommitTurnsTest {
  private static final Duration LONGEST = Duration.ofMillis(20);

  private final AtomicLong nanos = new AtomicLong();
  private final CommitTurns turns = new CommitTurns(nanos::get, _ -> {}, LONGEST);
  private final ExecutorService other = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    other.shutdownNow();
  }

  private static <T> T on(ExecutorService thread, Callable<T> work) throws Exception {
    return thread.submit(work).get(10, TimeUnit.SECONDS);
  }

  private boolean turnOf(Place place) throws InterruptedException {
    turns.begin(place);
    turns.end();
    return true;
  }

  private Place passedOver(int times) {
    Place place = new Place();
    for (int i = 0; i < times; i++) {
      turns.passedOver(place);
    }
    return place;
  }

  @Test
  void whoIsPassedOverSeldomHasNoPrecedence() throws Exception {
    passedOver(CommitTurns.MOST_PASSED_OVER - 1);
    assertTrue(on(other, () -> turnOf(new Place())));
  }

  @Test
  void whoIsPassedOverOftenGoesBeforeAllUntilItLeaves() throws Exception {
    Place first = passedOver(CommitTurns.MOST_PASSED_OVER);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Boolean> later =
        other.submit(() -> {
          thread.set(Thread.currentThread());
          return turnOf(new Place());
        });
    while (thread.get() == null || thread.get().getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertFalse(later.isDone());
    assertTrue(turnOf(first));
    assertTrue(turnOf(new Place()), "a commit of the same thread is a part of the first");
    assertFalse(later.isDone());
    turns.leave(first);
    assertTrue(later.get(10, TimeUnit.SECONDS));
    assertFalse(first.isOutlived());
  }

  @Test
  void thePrecedenceEndsWithItsTime() throws Exception {
    Place first = passedOver(CommitTurns.MOST_PASSED_OVER);
    Future<Boolean> later = other.submit(() -> turnOf(new Place()));
    nanos.addAndGet(LONGEST.toNanos() - 1);
    assertFalse(first.isOutlived());
    nanos.addAndGet(1);
    assertTrue(later.get(10, TimeUnit.SECONDS));
    assertTrue(first.isOutlived());
    assertTrue(on(other, () -> turnOf(new Place())), "nobody waits for it any more");
  }

  @Test
  void onlyOneHasThePrecedence() throws Exception {
    Place first = passedOver(CommitTurns.MOST_PASSED_OVER);
    Place second = on(other, () -> passedOver(CommitTurns.MOST_PASSED_OVER));
    assertTrue(turnOf(first));
    turns.leave(second);
    turns.leave(first);
    turns.passedOver(second);
    Place third = new Place();
    nanos.addAndGet(LONGEST.toNanos());
    assertTrue(turnOf(third));
    assertEquals(true, second.isOutlived());
  }
}
