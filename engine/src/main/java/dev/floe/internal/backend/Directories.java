package dev.floe.internal.backend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes the directories below a root and puts what was entered in them on stable storage.
///
/// They are never removed: an object store has none, and one that is being removed would be in the
/// way of whoever is about to write into it.
final class Directories {
  /// How many directories are remembered as durable before all are forgotten.
  private static final int REMEMBERED = 4096;

  private final Path root;
  private final boolean synced;

  /// Directories whose own entries, up to the root, are known to be on stable storage. Another
  /// process may have made one and not have synchronized it yet, so it does not suffice that it
  /// exists.
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /// Many files that come into one directory at once are entered in it once.
  private final ConcurrentHashMap<Path, SharedSync> shared = new ConcurrentHashMap<>();

  Directories(Path root, boolean synced) {
    this.root = root;
    this.synced = synced;
  }

  /// Makes the root and what is missing above it.
  void createRoot() throws IOException {
    ArrayDeque<Path> missing = new ArrayDeque<>();
    for (Path at = root; at != null && !Files.isDirectory(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path directory : missing) {
      create(directory);
      if (synced && directory.getParent() != null) {
        force(directory.getParent());
      }
    }
  }

  /// Makes the directory of a file below the root. The root itself must exist: if it does not, it
  /// may be a mount that is missing, which is not to be written under.
  void createParent(Path file) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString());
    }
    ArrayDeque<Path> missing = new ArrayDeque<>();
    for (Path at = file.getParent(); !at.equals(root); at = at.getParent()) {
      if (Files.isDirectory(at)) {
        break;
      }
      missing.push(at);
    }
    for (Path directory : missing) {
      create(directory);
    }
  }

  private static void create(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  /// Puts the entries of a directory below the root on stable storage, and its own as well, if this
  /// storage is durable at all.
  void sync(Path directory) throws IOException {
    if (!synced) {
      return;
    }
    if (shared.size() >= REMEMBERED) {
      shared.clear();
    }
    shared.computeIfAbsent(directory, _ -> new SharedSync()).sync(() -> force(directory));
    if (durable.contains(directory)) {
      return;
    }
    for (Path at = directory; !at.equals(root); at = at.getParent()) {
      force(at.getParent());
    }
    if (durable.size() >= REMEMBERED) {
      durable.clear();
    }
    durable.add(directory);
  }

  /// Puts the entries of a directory on stable storage.
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
