package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.CommitOptions;
import dev.floe.RebaseOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.ConflictException;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the flight recorder is told of commits, with their phases and attempts.
class CommitEventsTest {
  private static final MemorySegment GROUP =
      TestRepository.bytes("{\"zarr_format\":3,\"node_type\":\"group\"}");

  @TempDir Path directory;

  private List<RecordedEvent> record(String name, Runnable work) throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable(name);
      recording.start();
      work.run();
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(name))
          .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
          .toList();
    }
  }

  @Test
  void aCommitThatHadToTryTwiceTellsItsPhases() throws IOException {
    try (TestRepository repository = new TestRepository(1).create()) {
      TestSession session = new TestSession(repository).group("/a");
      repository.storage.next("put repo", Fault.FAIL);
      List<String> phases =
          record("dev.floe.CommitPhase", session::commit).stream()
              .map(event -> event.getString("phase") + " " + event.getInt("attempt"))
              .toList();
      assertEquals(
          List.of(
              "flush 1",
              "load 1",
              "derive 1",
              "back_up 1",
              "swap 1",
              "back_off 1",
              "settle 2",
              "derive 2",
              "back_up 2",
              "swap 2"),
          phases);
    }
  }

  @Test
  void aCommitTellsItsOutcome() throws IOException {
    try (TestRepository repository = new TestRepository(1).create()) {
      TestSession first = new TestSession(repository).group("/a");
      TestSession second = new TestSession(repository).group("/b");
      repository.storage.next("put repo", Fault.FAIL);
      List<RecordedEvent> events =
          record(
              "dev.floe.Commit",
              () -> {
                first.commit();
                assertThrows(ConflictException.class, second::commit);
              });
      assertEquals(
          List.of("committed", "commit-conflict"),
          events.stream().map(event -> event.getString("outcome")).toList());
      RecordedEvent committed = events.getFirst();
      assertEquals("main", committed.getString("branch"));
      assertEquals(
          repository.info().branches().get("main").text(), committed.getString("snapshot"));
      assertEquals(2, committed.getInt("attempts"));
      assertEquals(0, committed.getInt("rebases"));
    }
  }

  @Test
  void aCommitThatWasRebasedIsOneEventAndSaysHowOften() throws IOException {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("ours/zarr.json", GROUP);
      AtomicInteger others = new AtomicInteger();
      Runnable other =
          () ->
              repository.transaction(
                  "main",
                  "other",
                  store -> store.set("other" + others.incrementAndGet() + "/zarr.json", GROUP));
      other.run();
      RebaseOptions rebase =
          RebaseOptions.with(new ConflictDetector())
              .withHooks(
                  number -> {},
                  number -> {
                    if (number < 3) {
                      other.run();
                    }
                  });
      List<RecordedEvent> events =
          record(
              "dev.floe.Commit",
              () -> session.commit("ours", CommitOptions.STANDARD.rebasing(rebase)));
      assertEquals(3, events.size(), "two of others, and ours");
      RecordedEvent ours = events.stream().filter(e -> e.getInt("rebases") > 0).findFirst().get();
      assertEquals(3, ours.getInt("rebases"));
      assertEquals(1, ours.getInt("attempts"));
      assertEquals("committed", ours.getString("outcome"));
      assertEquals(session.snapshotId().text(), ours.getString("snapshot"));
    }
  }
}
