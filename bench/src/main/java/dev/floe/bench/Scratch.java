package dev.floe.bench;

import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A storage for one trial: in memory, or in files of a [FreshDirectory], which closing deletes.
///
/// @param root the directory, or null in memory
public record Scratch(Storage storage, Path root) implements AutoCloseable {
  /// A fresh one.
  ///
  /// @param kind `memory` or `local`
  public static Scratch open(String kind, StorageOptions options) {
    if (!kind.equals("local")) {
      return new Scratch(Storage.inMemory(), null);
    }
    try {
      Path root = Files.createDirectory(FreshDirectory.create("floe-bench").resolve("files"));
      return new Scratch(Storage.of(root.toUri().toString(), options), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    storage.close();
    if (root == null) {
      return;
    }
    try {
      FreshDirectory.delete(root.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
