package dev.floe.bench;

import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The least that a collection does: the chunk objects are listed and all but some deleted, without
/// a look at what refers to them. Files go one by one, and their directory is synced.
final class PlainDelete {
  private PlainDelete() {}

  /// Answers how many went.
  static long allBut(int kept, Scratch scratch) {
    return scratch.root() == null ? objects(kept, scratch) : files(kept, scratch.root());
  }

  private static long objects(int kept, Scratch scratch) {
    try (Stream<ObjectInfo> listed = scratch.storage().list("chunks/")) {
      List<String> keys = listed.map(ObjectInfo::key).skip(kept).toList();
      return scratch.storage().delete(keys).join().values().stream()
          .filter(result -> result instanceof DeleteResult.Deleted)
          .count();
    }
  }

  private static long files(int kept, Path root) {
    Path chunks = root.resolve("chunks");
    try (Stream<Path> listed = Files.list(chunks);
        FileChannel names = FileChannel.open(chunks)) {
      List<Path> paths = listed.skip(kept).toList();
      for (Path path : paths) {
        Files.delete(path);
      }
      names.force(true);
      return paths.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
