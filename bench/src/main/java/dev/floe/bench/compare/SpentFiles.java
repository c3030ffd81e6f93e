package dev.floe.bench.compare;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of repositories that nobody reads again: they are emptied, so that whoever writes next
/// gets the pages of memory that they took, and not some that a hypervisor has yet to find, which
/// takes ten times as long as the write. They are not deleted, for the reason that
/// [dev.floe.bench.FreshDirectory] gives.
final class SpentFiles {
  private final Path directory;
  private final Set<Path> emptied = new HashSet<>();

  /// @param directory of repositories
  SpentFiles(Path directory) {
    this.directory = directory;
  }

  /// Empties the files of all repositories that are there by now.
  void empty() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> repositories = Files.list(directory)) {
      for (Path repository : repositories.filter(emptied::add).toList()) {
        empty(repository);
      }
    }
  }

  private static void empty(Path repository) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(repository)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
  }
}
