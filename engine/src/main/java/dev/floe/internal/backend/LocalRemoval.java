package dev.floe.internal.backend;

import dev.floe.storage.DeleteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Deletes objects, on the caller's thread, and with them the staged files that writers left behind
/// when they died.
///
/// A listing notices such files, since it passes them anyway, and the next deletion removes them:
/// whoever deletes wants room, whoever lists may not be allowed to write. Only files that nobody
/// has written to for a day are noticed. If one does belong to a writer that still lives, that
/// writer finds its staged file gone and stages anew: a wrong guess costs time and nothing else.
final class LocalRemoval {
  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);
  private static final int NOTICED = 1024;

  private final LocalLayout layout;
  private final Directories directories;
  private final ObjectLock lock;
  private final InstantSource clock;
  private final ArrayDeque<Path> abandoned = new ArrayDeque<>();

  LocalRemoval(LocalLayout layout, Directories directories, ObjectLock lock, InstantSource clock) {
    this.layout = layout;
    this.directories = directories;
    this.lock = lock;
    this.clock = clock;
  }

  /// A listing has come past a staged file.
  void notice(Path staged, BasicFileAttributes attributes) {
    if (attributes
        .lastModifiedTime()
        .toInstant()
        .isBefore(clock.instant().minus(ABANDONED_AFTER))) {
      synchronized (abandoned) {
        if (abandoned.size() < NOTICED) {
          abandoned.add(staged);
        }
      }
    }
  }

  Map<String, DeleteResult> delete(Collection<String> keys) {
    Map<String, DeleteResult> results = LinkedHashMap.newLinkedHashMap(keys.size());
    Map<Path, String> touched = new LinkedHashMap<>();
    for (String key : keys) {
      if (!results.containsKey(key)) {
        DeleteResult result = delete(key);
        results.put(key, result);
        if (result instanceof DeleteResult.Deleted) {
          touched.putIfAbsent(layout.file(key).getParent(), key);
        }
      }
    }
    touched.forEach((directory, key) -> sync(directory, key, results));
    removeAbandoned();
    return results;
  }

  private DeleteResult delete(String key) {
    Path file = layout.file(key);
    try {
      BasicFileAttributes stat = Files.readAttributes(file, BasicFileAttributes.class);
      if (!stat.isRegularFile()) {
        return new DeleteResult.Missing();
      }
      if (LocalLayout.isImmutable(key)) {
        Files.delete(file);
        return new DeleteResult.Deleted(stat.size());
      }
      return lock.holding(
          key,
          file,
          () -> {
            long lengthBytes = Files.size(file);
            Files.delete(file);
            return new DeleteResult.Deleted(lengthBytes);
          });
    } catch (NoSuchFileException e) {
      return new DeleteResult.Missing();
    } catch (IOException e) {
      if (ChannelFile.isBelowFile(file)) {
        return new DeleteResult.Missing();
      }
      return new DeleteResult.Failed(LocalFailures.failure("deleted", key, file, e));
    }
  }

  private void sync(Path directory, String key, Map<String, DeleteResult> results) {
    try {
      directories.sync(directory);
    } catch (IOException e) {
      results.put(
          key, new DeleteResult.Failed(LocalFailures.failure("deleted", key, directory, e)));
    }
  }

  private void removeAbandoned() {
    while (true) {
      Path staged;
      synchronized (abandoned) {
        staged = abandoned.poll();
      }
      if (staged == null) {
        return;
      }
      try {
        Files.deleteIfExists(staged);
      } catch (IOException e) {
        // It stays where it is, invisible; the next listing will notice it again.
      }
    }
  }
}
