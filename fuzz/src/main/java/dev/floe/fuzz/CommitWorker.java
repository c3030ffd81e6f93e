package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.error.ConflictException;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A process that commits to the branch `main` of a local repository, one chunk at a time, each
/// until it succeeds, and says so on standard output when it is acknowledged:
///
/// ```
/// ACK <index> <snapshot id>
/// ```
///
/// Arguments: the repository's directory, the name of this worker's array, the first index, the
/// index behind the last, and the durability.
public final class CommitWorker {
  private CommitWorker() {}

  /// What chunk `index` of a worker's array holds.
  public static byte[] chunk(String worker, int index) {
    return (worker + "/" + index).getBytes(StandardCharsets.UTF_8);
  }

  /// Runs a worker to its end.
  ///
  /// @param arguments as the class says
  public static void main(String[] arguments) {
    String worker = arguments[1];
    int first = Integer.parseInt(arguments[2]);
    int end = Integer.parseInt(arguments[3]);
    StorageOptions options =
        StorageOptions.STANDARD.withDurability(StorageOptions.Durability.valueOf(arguments[4]));
    PrintStream out = System.out;
    try (Storage storage = Storage.of(arguments[0], options);
        Repository repository = Repository.open(storage)) {
      for (int index = first; index < end; index++) {
        SnapshotId id = commit(repository, worker, index);
        out.println("ACK " + index + " " + id);
        out.flush();
      }
    }
  }

  private static SnapshotId commit(Repository repository, String worker, int index) {
    while (true) {
      Session session = repository.writableSession("main");
      session.store().set(worker + "/c/" + index, MemorySegment.ofArray(chunk(worker, index)));
      try {
        return session.commit(worker + " " + index);
      } catch (ConflictException somebodyWasFaster) {
        // The next round begins from the new tip.
      }
    }
  }
}
