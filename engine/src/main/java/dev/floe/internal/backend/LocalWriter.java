package dev.floe.internal.backend;

import dev.floe.storage.ObjectFiles.StagedObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutOptions.ObjectKind;
import dev.floe.storage.PutResult;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Writes objects to their files, on the caller's thread.
///
/// ```
/// body ──► no name    ──fdatasync──►  link to file    ──►  fsync of the directory  ──►  answer
///          what is written once, where there is no such file and the system can do it
/// body ──► file#417…  ──fdatasync──►  rename to file  ──►  fsync of the directory  ──►  answer
///                     create only:    link to file, which fails if there is one
///                     update only:    the same under the lock on file#0, if the content is right
/// ```
///
/// A process may die between any two steps: the file then has its old content or its new, and at
/// worst a staged file is left over, which nobody mistakes for an object.
final class LocalWriter {
  /// How often a write starts over because its directory was missing, or because its staged file
  /// was taken for an abandoned one.
  private static final int ATTEMPTS = 4;

  private final LocalLayout layout;
  private final LocalReader reader;
  private final Directories directories;
  private final ObjectLock lock;
  private final boolean synced;
  private final RandomGenerator random;

  LocalWriter(
      LocalLayout layout,
      LocalReader reader,
      Directories directories,
      ObjectLock lock,
      boolean synced,
      RandomGenerator random) {
    this.layout = layout;
    this.reader = reader;
    this.directories = directories;
    this.lock = lock;
    this.synced = synced;
    this.random = random;
  }

  PutResult put(String key, MemorySegment body, PutOptions options) throws IOException {
    Path file = layout.file(key);
    LocalFailures.Work<Optional<ObjectVersion>> replace = () -> replace(key, file, body);
    Optional<ObjectVersion> written =
        switch (options.precondition()) {
          case Precondition.None _ when options.kind() != ObjectKind.ROOT -> attempt(file, replace);
          case Precondition.None _ -> locked(key, file, replace);
          case Precondition.Absent _ -> create(key, file, body);
          case Precondition.At(ObjectVersion version) ->
              locked(key, file, () -> isAt(key, version) ? replace.run() : Optional.empty());
        };
    return answer(file, written);
  }

  /// A file that becomes an immutable object once it is whole.
  StagedObject stage(String key) throws IOException {
    Path file = layout.file(key);
    StagedFile staged = attempt(file, () -> StagedFile.empty(file, random));
    return new LocalStagedObject(key, file, staged, directories, synced);
  }

  private PutResult answer(Path file, Optional<ObjectVersion> written) throws IOException {
    if (written.isEmpty()) {
      return new PutResult.NotOnLatestVersion();
    }
    directories.sync(file.getParent());
    return new PutResult.Updated(written.get());
  }

  private boolean isAt(String key, ObjectVersion version) throws IOException {
    return reader.info(key).flatMap(ObjectInfo::version).filter(version::equals).isPresent();
  }

  /// What is written once has no file yet, as a rule: a name is given to it when it is whole.
  private Optional<ObjectVersion> replace(String key, Path file, MemorySegment body)
      throws IOException {
    if (LocalLayout.isImmutable(key)) {
      Optional<FileStat> written = UnnamedFile.write(file, body, synced);
      if (written.isPresent()) {
        return Optional.of(ObjectVersion.etag(written.get().etag()));
      }
    }
    try (StagedFile staged = StagedFile.write(file, body, synced, random)) {
      ObjectVersion version = version(key, body, staged);
      staged.replace();
      return Optional.of(version);
    }
  }

  private ObjectVersion version(String key, MemorySegment body, StagedFile staged)
      throws IOException {
    return LocalLayout.isImmutable(key)
        ? ObjectVersion.etag(FileStat.of(staged.path()).etag())
        : LocalReader.contentVersion(body);
  }

  private Optional<ObjectVersion> create(String key, Path file, MemorySegment body)
      throws IOException {
    if (Files.exists(file)) {
      return Optional.empty();
    }
    return attempt(
        file,
        () -> {
          try (StagedFile staged = StagedFile.write(file, body, synced, random)) {
            ObjectVersion version = version(key, body, staged);
            return create(key, file, staged) ? Optional.of(version) : Optional.empty();
          }
        });
  }

  /// Without links the lock keeps two creators apart, as long as both are ours.
  private boolean create(String key, Path file, StagedFile staged) throws IOException {
    try {
      return staged.create();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      return lock.holding(
          key,
          file,
          () -> {
            if (Files.exists(file)) {
              return false;
            }
            staged.replace();
            return true;
          });
    }
  }

  private <T> T locked(String key, Path file, LocalFailures.Work<T> work) throws IOException {
    return attempt(file, () -> lock.holding(key, file, work));
  }

  /// Does work in the directory of a file, which is made when it turns out to be missing.
  private <T> T attempt(Path file, LocalFailures.Work<T> work) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.run();
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        directories.createParent(file);
      }
    }
  }

  PutResult copy(String from, String to, Precondition precondition) throws IOException {
    Path file = layout.file(to);
    if (LocalLayout.isImmutable(to)) {
      Optional<PutResult> linked = linked(from, file, precondition);
      if (linked.isPresent()) {
        return linked.get();
      }
    }
    Path source = layout.file(from);
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString());
    }
    LocalFailures.Work<Optional<ObjectVersion>> copy =
        () -> {
          try (StagedFile staged = stageCopy(file, source)) {
            if (!holds(precondition, () -> staged(from, staged))) {
              return Optional.empty();
            }
            staged.replaceByLink();
            return reader.infoOf(to, file).version();
          }
        };
    return answer(file, LocalLayout.isImmutable(to) ? attempt(file, copy) : locked(to, file, copy));
  }

  /// A second name for the very file that was looked at, where the system can give it one and the
  /// name is not used: there is no other file in between, and nobody sees a copy that is none.
  private Optional<PutResult> linked(String from, Path file, Precondition precondition)
      throws IOException {
    if (!Files.isRegularFile(layout.file(from), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (OpenFile source = reader.open(from)) {
      if (!(source instanceof PosixFile opened)) {
        return Optional.empty();
      }
      if (!holds(precondition, () -> Optional.of(reader.info(from, opened)))) {
        return Optional.of(new PutResult.NotOnLatestVersion());
      }
      if (!UnnamedFile.link(opened, file, synced)) {
        return Optional.empty();
      }
      return Optional.of(answer(file, Optional.of(ObjectVersion.etag(opened.opened().etag()))));
    }
  }

  /// The copy is a second name of the same bytes where the file system allows it: objects are
  /// replaced as a whole, and nobody writes into them.
  private StagedFile stageCopy(Path file, Path source) throws IOException {
    if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
      try {
        return StagedFile.link(file, source, synced, random);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        return StagedFile.copy(file, source, synced, random);
      }
    }
    return StagedFile.copy(file, source, synced, random);
  }

  /// What bytes that were staged are as the source of a copy; nothing if it is gone.
  private Optional<ObjectInfo> staged(String from, StagedFile staged) throws IOException {
    return LocalLayout.isImmutable(from)
        ? reader.info(from)
        : Optional.of(reader.infoOf(from, staged.path()));
  }

  /// Whether a source is what the precondition speaks of.
  private static boolean holds(
      Precondition precondition, LocalFailures.Work<Optional<ObjectInfo>> source)
      throws IOException {
    return switch (precondition) {
      case Precondition.None _ -> true;
      case Precondition.Absent _ -> false;
      case Precondition.At(ObjectVersion version) ->
          source.run().flatMap(ObjectInfo::version).filter(version::equals).isPresent();
    };
  }
}
