package dev.floe.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.floe.error.StorageException;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
  @TempDir Path directory;

  private List<RecordedEvent> record(Runnable work, String... names) throws IOException {
    try (Recording recording = new Recording()) {
      for (String name : names) {
        recording.enable(name);
      }
      recording.start();
      work.run();
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().startsWith("dev.floe."))
          .toList();
    }
  }

  private static void request() {
    StorageRequest event = StorageRequest.started("get", "chunks/ABC");
    if (event != null) {
      event.range(100, 50);
      event.firstByteAfter(7);
      event.finished(50, 2, StorageRequest.OK);
    }
  }

  @Test
  void aStorageRequestIsTold() throws IOException {
    RecordedEvent event = record(EventsTest::request, "dev.floe.StorageRequest").getFirst();
    assertEquals("get", event.getString("operation"));
    assertEquals("chunks/ABC", event.getString("key"));
    assertEquals(100, event.getLong("offset"));
    assertEquals(50, event.getLong("requestedBytes"));
    assertEquals(50, event.getLong("transferredBytes"));
    assertEquals(Duration.ofNanos(7), event.getDuration("timeToFirstByte"));
    assertEquals(2, event.getInt("attempt"));
    assertEquals("ok", event.getString("outcome"));
    assertTrue(event.getDuration().toNanos() >= 0);
    assertEquals(List.of("Floe"), event.getEventType().getCategoryNames());
  }

  @Test
  void aCacheLookupIsTold() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              assertTrue(CacheLookup.recorded());
              CacheLookup.emit("manifests", new StringBuilder("id"), true);
              CacheLookup.emit("chunks", "other", false);
            },
            "dev.floe.CacheLookup");
    assertEquals(2, events.size());
    assertEquals("manifests", events.get(0).getString("cache"));
    assertEquals("id", events.get(0).getString("key"));
    assertTrue(events.get(0).getBoolean("hit"));
    assertFalse(events.get(1).getBoolean("hit"));
  }

  @Test
  void aCommitAndItsPhasesAreTold() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              CommitEvent commit = CommitEvent.started("main");
              CommitPhase.started(CommitPhase.Phase.BACK_UP, 2).finished();
              commit.swapped(2);
              commit.rebased();
              commit.finished("1CECHNKREP0F1RSTCMT0", CommitEvent.COMMITTED);
            },
            "dev.floe.Commit",
            "dev.floe.CommitPhase");
    RecordedEvent phase = events.get(0);
    assertEquals("back_up", phase.getString("phase"));
    assertEquals(2, phase.getInt("attempt"));
    RecordedEvent commit = events.get(1);
    assertEquals("main", commit.getString("branch"));
    assertEquals("1CECHNKREP0F1RSTCMT0", commit.getString("snapshot"));
    assertEquals(2, commit.getInt("attempts"));
    assertEquals(1, commit.getInt("rebases"));
    assertEquals("committed", commit.getString("outcome"));
    assertTrue(commit.getDuration().compareTo(phase.getDuration()) >= 0);
  }

  @Test
  void pressureOnAPoolIsTold() throws IOException {
    SegmentPool.PressureListener toRecorder =
        new SegmentPool.PressureListener() {
          @Override
          public void onWaited(long neededBytes, long waitedNanos, boolean served) {
            PoolPressure.emit(waitedNanos, neededBytes, 8192, served);
          }
        };
    SegmentPool.Options options = SegmentPool.Options.limitedTo(8192).withListener(toRecorder);
    try (SegmentPool pool = new SegmentPool(options, System::nanoTime);
        SegmentLease all = pool.lease(8192)) {
      List<RecordedEvent> events =
          record(
              () -> {
                try (SegmentLease none = pool.lease(1, Duration.ofNanos(1))) {
                  throw new AssertionError(none + " beside " + all);
                } catch (StorageException expected) {
                  assertTrue(expected.retryable());
                }
              },
              "dev.floe.PoolPressure");
      RecordedEvent event = events.getFirst();
      assertEquals(4096, event.getLong("bytes"));
      assertEquals(8192, event.getLong("limit"));
      assertFalse(event.getBoolean("served"));
      assertTrue(event.getDuration("waited").toNanos() > 0);
      assertTrue(
          event.getStackTrace().getFrames().stream()
              .anyMatch(frame -> frame.getMethod().getType().getName().endsWith("EventsTest")));
    }
  }

  @Test
  void lookupsAreOffByDefaultAndTheRestIsOn() throws IOException {
    List<String> names =
        record(EventsTest::everything).stream().map(e -> e.getEventType().getName()).toList();
    assertEquals(
        List.of(
            "dev.floe.StorageRequest",
            "dev.floe.PoolPressure",
            "dev.floe.CommitPhase",
            "dev.floe.Commit"),
        names);
  }

  @Test
  void withoutARecordingNothingIsAllocated() {
    assertNull(StorageRequest.started("get", "key"));
    assertNull(CommitEvent.started("main"));
    assertNull(CommitPhase.started(CommitPhase.Phase.SWAP, 1));
    everything();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      everything();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10_000, allocated + " bytes for 10,000 of each");
  }

  private static void everything() {
    request();
    CacheLookup.emit("manifests", "id", true);
    PoolPressure.emit(1, 2, 3, true);
    CommitEvent commit = CommitEvent.started("main");
    CommitPhase phase = CommitPhase.started(CommitPhase.Phase.SWAP, 1);
    if (commit != null && phase != null) {
      phase.finished();
      commit.swapped(1);
      commit.finished("", "commit-conflict");
    }
  }
}
