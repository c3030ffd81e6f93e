package dev.floe.spec;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process that commits in turns with another one, as `alternate.py` does: each waits until the
/// newest commit of `main` is the other's, then sets its chunk of the array `turns` and commits.
/// They know of each other only through the repository.
///
/// Arguments: repository, number of commits, own name, the other's name. This one begins; it prints
/// the snapshots it made.
final class AlternatingWriter {
  private static final int PATIENCE_SECONDS = 60;

  private final Repository repository;
  private final WatchService changes;

  private AlternatingWriter(Repository repository, WatchService changes) {
    this.repository = repository;
    this.changes = changes;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path path = Path.of(arguments[0]);
    int commits = Integer.parseInt(arguments[1]);
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage);
        WatchService changes = path.getFileSystem().newWatchService()) {
      path.register(
          changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      AlternatingWriter writer = new AlternatingWriter(repository, changes);
      for (int turn = 0; turn < commits; turn++) {
        if (turn > 0) {
          writer.await(arguments[3] + " " + (turn - 1));
        }
        System.out.println(writer.commit(turn, arguments[2]));
      }
    }
  }

  private SnapshotId commit(int turn, String name) {
    Session session = repository.writableSession("main");
    byte[] text = (name + " " + turn).getBytes(StandardCharsets.UTF_8);
    session.store().set("turns/c/" + 2 * turn, MemorySegment.ofArray(text));
    return session.commit(name + " " + turn);
  }

  /// Looks again whenever something in the repository's directory changed.
  private void await(String message) throws InterruptedException {
    while (!newest().message().equals(message)) {
      WatchKey change = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (change == null) {
        throw new IllegalStateException("no commit \"" + message + "\": " + newest());
      }
      change.pollEvents();
      change.reset();
    }
  }

  private SnapshotInfo newest() {
    try (Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
      return ancestry.findFirst().orElseThrow();
    }
  }
}
