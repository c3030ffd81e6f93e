package dev.floe.fuzz;

import dev.floe.ForkSession;
import dev.floe.Repository;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One of the processes that work for a session: opens a fork from a file, makes its changes, and
/// writes the fork to another file.
///
/// Arguments: the repository's location, the two files, the number of this process, a [ForkLoad].
final class ForkWorker {
  private ForkWorker() {}

  public static void main(String[] arguments) throws IOException {
    ForkLoad load = ForkLoad.of(arguments, 4);
    try (Storage storage = Storage.of(arguments[0]);
        Repository repository = Repository.open(storage)) {
      byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
      ForkSession fork = repository.openFork(bytes, load.key());
      load.changes(fork, Integer.parseInt(arguments[3]));
      Files.write(Path.of(arguments[2]), fork.toBytes(load.key()));
    }
  }
}
