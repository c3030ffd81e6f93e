package dev.floe.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The files that virtual references of the golden repositories point to. Their locations are
/// absolute, so whoever reads the repositories puts the files there first.
final class ForeignData {
  static final String PREFIX = "file:///tmp/floe-golden/data/";
  private static final Path DIRECTORY = Path.of("/tmp/floe-golden/data");
  private static final FileTime MODIFIED = FileTime.from(Instant.parse("2024-01-02T03:04:05Z"));

  private ForeignData() {}

  /// Each file appears whole, or not at all, to tests of other processes that do the same.
  static void place() throws IOException {
    Files.createDirectories(DIRECTORY);
    List<Path> files;
    try (Stream<Path> listed = Files.list(GoldenRepository.resource("golden-data"))) {
      files = listed.toList();
    }
    for (Path file : files) {
      Path draft = Files.createTempFile(DIRECTORY, "draft", null);
      Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(draft, MODIFIED);
      Files.move(
          draft,
          DIRECTORY.resolve(file.getFileName().toString()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
