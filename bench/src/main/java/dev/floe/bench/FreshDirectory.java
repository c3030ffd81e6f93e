package dev.floe.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Temporary directories in which files are created as fast as the file system can.
///
/// For minutes ext4 gives away no inode of a file that was deleted, and whoever creates one looks
/// at all of these in the group of his directory first: where others delete many, creating takes a
/// hundred microseconds and more instead of sixteen. Directories below one that has the attribute
/// `T` are put into groups apart from it and from each other.
public final class FreshDirectory {
  private FreshDirectory() {}

  /// Makes one; where there is no such attribute it is a plain one.
  public static Path create(String prefix) throws IOException {
    Path directory = Files.createTempDirectory(prefix);
    try {
      new ProcessBuilder("chattr", "+T", directory.toString())
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return directory;
  }

  /// Deletes a directory, this or any other, with all that is in it; nothing where there is none.
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
