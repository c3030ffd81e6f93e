package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.error.StorageException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.jfr.CommitEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a committer keeps of groups, and what it says of commits that fail; on one thread.
class CommitterGroupsTest {
  @TempDir Path directory;

  private final TestRepository repository = new TestRepository(1).create();
  private int groups;

  @AfterEach
  void close() {
    repository.close();
  }

  /// A commit that is never compared with another.
  private record Alone(TestSession made, Runnable meanwhile) implements GroupMember {
    @Override
    public EditChanges changes() {
      throw new AssertionError("there is no other commit");
    }

    @Override
    public ReadSet reads() {
      throw new AssertionError("there is no other commit");
    }

    @Override
    public boolean mayBeLeft() {
      return false;
    }

    @Override
    public LeftCommit left() {
      return new LeftCommit();
    }

    @Override
    public SnapshotId base() {
      return made.base.id();
    }

    @Override
    public void rebase(RepoInfo known) {
      meanwhile.run();
    }

    @Override
    public boolean hasMetOthers() {
      return false;
    }

    @Override
    public void metOthers() {}

    @Override
    public boolean isWatched() {
      return false;
    }

    @Override
    public Committer.Request request() {
      return new Committer.Request(
          Committer.Kind.COMMIT,
          "main",
          base(),
          made.changes,
          "message",
          JsonObject.EMPTY,
          false,
          false,
          path -> {},
          Optional.empty());
    }
  }

  private Committer committer() {
    return new Committer(
        repository.assets, RepositoryConfig.empty(), repository.sources, repository.loop());
  }

  private void commit(Committer committer, Runnable meanwhile) {
    repository.pass(Duration.ofMillis(10));
    TestSession session = new TestSession(repository).group("/g" + groups++);
    session.changes.freeze();
    Committer.recorded("main", event -> committer.commit(new Alone(session, meanwhile), event));
  }

  @Test
  void nothingIsKeptOfABranchToWhichNobodyCommits() {
    Committer committer = committer();
    List<Integer> busy = new ArrayList<>();
    commit(committer, () -> busy.add(committer.busyBranches()));
    assertEquals(List.of(1), busy.stream().distinct().toList());
    assertEquals(0, committer.busyBranches());
    repository.storage.next("put repo", Fault.DENY);
    assertThrows(StorageException.class, () -> commit(committer, () -> {}));
    assertEquals(0, committer.busyBranches());
  }

  @Test
  void aCommitForWhichThereIsNoRoomIsRefusedBeforeItsFilesAreWritten() {
    repository.limits = new RepoInfoSize.Limits(1000, 24);
    Committer committer = committer();
    List<String> before = List.of();
    for (int i = 0; i < 100; i++) {
      before = files();
      try {
        commit(committer, () -> {});
      } catch (SessionStateException e) {
        assertEquals(ErrorKind.REPOSITORY_TOO_LARGE, e.kind());
        assertEquals(before, files());
        return;
      }
    }
    throw new AssertionError("nothing was refused");
  }

  private List<String> files() {
    List<String> files = new ArrayList<>(repository.keys("snapshots/"));
    files.addAll(repository.keys("transactions/"));
    files.addAll(repository.keys("overwritten/"));
    return files;
  }

  @Test
  void aCommitThatFailsTellsHowOftenItWasSent() throws IOException {
    repository.storage.next("put repo", Fault.FAIL, Fault.FAIL, Fault.DENY, Fault.FAIL, Fault.DENY);
    TestSession plain = new TestSession(repository).group("/plain");
    List<RecordedEvent> events;
    try (Recording recording = new Recording()) {
      recording.enable(CommitEvent.class);
      recording.start();
      assertThrows(StorageException.class, () -> commit(committer(), () -> {}));
      assertThrows(StorageException.class, plain::commit);
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals("dev.floe.Commit"))
              .sorted(Comparator.comparing(RecordedEvent::getStartTime))
              .toList();
    }
    assertEquals(List.of(3, 2), events.stream().map(event -> event.getInt("attempts")).toList());
    assertEquals(
        List.of("object-store", "object-store"),
        events.stream().map(event -> event.getString("outcome")).toList());
  }
}
