package dev.floe.internal.backend;

import dev.floe.error.StorageException;
import dev.floe.storage.ObjectInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The objects below a directory, one directory entry ahead of its reader, with one open directory
/// per level. What disappears meanwhile is not there. A link that leads back up is not followed,
/// and among the files of others none is: it may lead out.
final class LocalWalk implements Iterator<ObjectInfo>, AutoCloseable {
  private record Level(
      DirectoryStream<Path> entries, Iterator<Path> rest, Object identity, String keyPrefix) {}

  private final LocalLayout layout;
  private final BiConsumer<Path, BasicFileAttributes> reserved;
  private final ArrayDeque<Level> levels = new ArrayDeque<>();
  private final LinkOption[] links;
  private ObjectInfo next;

  private LocalWalk(LocalLayout layout, BiConsumer<Path, BasicFileAttributes> reserved) {
    this.layout = layout;
    this.reserved = reserved;
    this.links =
        layout.encoded() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  /// Walks from a directory, lazily; without one there is nothing.
  ///
  /// @param reserved told of the staged files on the way
  static Stream<ObjectInfo> stream(
      LocalLayout layout, Path directory, BiConsumer<Path, BasicFileAttributes> reserved) {
    LocalWalk walk = new LocalWalk(layout, reserved);
    Spliterator<ObjectInfo> objects =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.NONNULL | Spliterator.DISTINCT) {
          private boolean begun;

          @Override
          public boolean tryAdvance(java.util.function.Consumer<? super ObjectInfo> action) {
            if (!begun) {
              begun = true;
              walk.begin(directory);
            }
            if (!walk.hasNext()) {
              return false;
            }
            action.accept(walk.next());
            return true;
          }
        };
    return StreamSupport.stream(objects, false).onClose(walk::close);
  }

  private void begin(Path directory) {
    try {
      String below = relative(directory);
      String keyPrefix = below.isEmpty() ? "" : layout.key(below) + '/';
      enter(directory, Files.readAttributes(directory, BasicFileAttributes.class), keyPrefix);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing is below it.
    } catch (IOException e) {
      if (!ChannelFile.isBelowFile(directory)) {
        throw failure(e, directory);
      }
    }
  }

  private void enter(Path directory, BasicFileAttributes attributes, String keyPrefix)
      throws IOException {
    Object identity = attributes.fileKey();
    if (identity != null) {
      for (Level above : levels) {
        if (identity.equals(above.identity)) {
          return;
        }
      }
    }
    DirectoryStream<Path> entries = Files.newDirectoryStream(directory);
    levels.push(new Level(entries, entries.iterator(), identity, keyPrefix));
  }

  @Override
  public boolean hasNext() {
    while (next == null && !levels.isEmpty()) {
      Level level = levels.peek();
      try {
        if (level.rest.hasNext()) {
          next = visit(level.rest.next(), level.keyPrefix);
        } else {
          levels.pop();
          level.entries.close();
        }
      } catch (DirectoryIteratorException e) {
        throw failure(e.getCause(), layout.root());
      } catch (IOException e) {
        throw failure(e, layout.root());
      }
    }
    return next != null;
  }

  private ObjectInfo visit(Path path, String keyPrefix) throws IOException {
    String name = path.getFileName().toString();
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, links);
      if (attributes.isDirectory()) {
        enter(path, attributes, keyPrefix + layout.key(name) + '/');
        return null;
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    if (layout.isReserved(name)) {
      if (LocalLayout.isStaged(name)) {
        reserved.accept(path, attributes);
      }
      return null;
    }
    if (!attributes.isRegularFile()) {
      return null;
    }
    return new ObjectInfo(
        keyPrefix + layout.key(name),
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        Optional.empty(),
        Map.of());
  }

  private String relative(Path path) {
    Path below = layout.root().relativize(path);
    String separator = below.getFileSystem().getSeparator();
    return separator.equals("/") ? below.toString() : below.toString().replace(separator, "/");
  }

  @Override
  public ObjectInfo next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ObjectInfo found = next;
    next = null;
    return found;
  }

  private StorageException failure(IOException e, Path path) {
    close();
    return LocalFailures.failure("listed", layout.key(path.toString()), path, e);
  }

  @Override
  public void close() {
    next = null;
    while (!levels.isEmpty()) {
      try {
        levels.pop().entries.close();
      } catch (IOException e) {
        // Nothing was written through it.
      }
    }
  }
}
