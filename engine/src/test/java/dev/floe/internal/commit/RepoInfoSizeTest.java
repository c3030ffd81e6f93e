package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repositories that reach limits which are low for the test.
class RepoInfoSizeTest {
  private static final int MOST = 24;

  @TempDir Path directory;

  private final TestRepository repository = new TestRepository(1).create();
  private int groups;

  @AfterEach
  void close() {
    repository.close();
  }

  private SnapshotId commit() {
    repository.pass(Duration.ofMillis(10));
    return session().commit().id();
  }

  private TestSession session() {
    return new TestSession(repository).group("/g" + groups++);
  }

  private void run(RepoUpdate update) {
    repository.pass(Duration.ofMillis(10));
    repository.loop().run(update);
  }

  private List<SnapshotId> commitUntilRefused() {
    repository.limits = new RepoInfoSize.Limits(1000, MOST);
    List<SnapshotId> commits = new ArrayList<>();
    while (commits.size() < 100) {
      TestSession session = session();
      repository.pass(Duration.ofMillis(10));
      List<String> before = repository.keys("overwritten/");
      List<String> snapshots = repository.keys("snapshots/");
      try {
        commits.add(session.commit().id());
        assertTrue(repository.info().tableCount() <= MOST);
      } catch (SessionStateException e) {
        assertEquals(ErrorKind.REPOSITORY_TOO_LARGE, e.kind());
        assertTrue(e.getMessage().contains("expire") && e.getMessage().contains("gc"));
        assertTrue(e.getMessage().contains("" + MOST), e.getMessage());
        assertEquals(before, repository.keys("overwritten/"), "nothing was saved or sent");
        assertEquals(snapshots, repository.keys("snapshots/"), "nor written");
        assertEquals(commits.getLast(), repository.info().branches().get("main"));
        return commits;
      }
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void noCommitLeadsBeyondTheLimit() {
    int first = repository.info().tableCount();
    assertEquals(
        (MOST - first) / 3, commitUntilRefused().size(), "a snapshot, an operation of two");
  }

  @Test
  void onlyWhatAddsIsRefused() {
    List<SnapshotId> commits = commitUntilRefused();
    run(
        new RepoUpdate.SetStatus(
            new RepositoryStatus(
                RepositoryStatus.Availability.ONLINE, repository.now(), Optional.empty())));
    assertEquals(
        ErrorKind.REPOSITORY_TOO_LARGE,
        assertThrows(
                IcechunkException.class,
                () -> run(new RepoUpdate.CreateTag("t", SnapshotId.INITIAL)))
            .kind());
    run(new RepoUpdate.ResetBranch("main", commits.getFirst(), Optional.empty()));
    assertTrue(repository.info().tableCount() > MOST, "by the entries of operations");
  }

  @Test
  void aRepositoryThatWasCleanedUpTakesCommitsAgain() {
    List<SnapshotId> commits = commitUntilRefused();
    SnapshotId[] between = commits.subList(0, commits.size() - 1).toArray(SnapshotId[]::new);
    repository.expire(commits.getLast(), SnapshotId.INITIAL, between);
    assertEquals(commit(), repository.info().branches().get("main"));
  }

  private List<RecordedEvent> events(Runnable work) throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("dev.floe.RepositorySize");
      recording.start();
      work.run();
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals("dev.floe.RepositorySize"))
          .toList();
    }
  }

  private static List<String> warnings(Runnable work) {
    List<String> warnings = new ArrayList<>();
    Logger logger = Logger.getLogger(RepoInfoSize.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.WARNING) {
              warnings.add(new java.util.logging.SimpleFormatter().formatMessage(entry));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      work.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return warnings;
  }

  @Test
  void manySnapshotsAreToldOnceInTheLogAndWithEveryCommitToTheRecorder() throws IOException {
    repository.limits = new RepoInfoSize.Limits(4, 1_000_000);
    RepoUpdateLoop loop = repository.loop();
    List<String> warnings = new ArrayList<>();
    List<RecordedEvent> events =
        events(() ->
            warnings.addAll(
                warnings(() -> {
                  for (int i = 0; i < 5; i++) {
                    repository.pass(Duration.ofMillis(10));
                    session().commit(loop);
                    repository.pass(Duration.ofMillis(10));
                    loop.run(new RepoUpdate.CreateBranch("b" + i, SnapshotId.INITIAL));
                  }
                })));
    assertEquals(
        List.of(4, 5, 6), events.stream().map(event -> event.getInt("snapshots")).toList());
    assertEquals(1_000_000, events.getFirst().getInt("limit"));
    assertEquals(repository.info().tableCount() - 2 - 1, events.getLast().getInt("entries"));
    assertEquals(repository.memory.location(), events.getFirst().getString("repository"));
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.getFirst().contains("4 snapshots"), warnings.getFirst());
    assertTrue(warnings.getFirst().contains("expire"), warnings.getFirst());
  }

  @Test
  void halfOfTheLimitIsWorthAWarningToo() {
    repository.limits = new RepoInfoSize.Limits(1000, 2 * MOST);
    RepoUpdateLoop loop = repository.loop();
    assertEquals(
        List.of(),
        warnings(() -> {
          while (repository.info().tableCount() + 3 < MOST) {
            repository.pass(Duration.ofMillis(10));
            session().commit(loop);
          }
        }));
    assertEquals(1, warnings(() -> session().commit(loop)).size());
  }
}
