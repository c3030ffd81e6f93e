package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.internal.backend.LocalOptions.Access;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Target;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Reads objects from their files, on the caller's thread.
///
/// The version of an immutable object, or of a foreign file, is made of its inode, time and length;
/// every other's is made of its bytes, for inodes come back and clocks are coarse: the file may
/// have been replaced and replaced back without a trace.
final class LocalReader {
  private static final int HASHED_AT_ONCE = 1 << 18;

  private final LocalLayout layout;
  private final Access access;

  /// The path of the root as the system takes it, with a slash behind it.
  private final byte[] rootName;

  LocalReader(LocalLayout layout, Access access) {
    this.layout = layout;
    this.access = access;
    this.rootName = (layout.root() + "/").getBytes(StandardCharsets.UTF_8);
  }

  private boolean isVersionedByContent(String key) {
    return access != Access.FOREIGN && !LocalLayout.isImmutable(key);
  }

  /// The file of an object, or null if there is none.
  OpenFile open(String key) throws IOException {
    Path path = layout.file(key);
    OpenFile file = OpenFile.open(path);
    if (file != null && access == Access.FOREIGN) {
      try {
        confine(key, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    }
    return file;
  }

  /// Asks where the open file is, and not where its path leads: a link may change in between.
  private void confine(String key, OpenFile file) throws IOException {
    if (!file.realPath().startsWith(layout.root().toRealPath())) {
      throw new VirtualChunkException(
          ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER,
          "file " + layout.file(key) + ": a symbolic link leads out of " + layout.root());
    }
  }

  GetResult read(String key, GetOptions options, Target target) throws IOException {
    try (OpenFile file = open(key)) {
      if (file == null) {
        return new GetResult.Missing();
      }
      FileStat stat = file.opened();
      if (options.guard().isPresent()) {
        guard(key, options.guard().get(), stat);
      }
      boolean byContent = isVersionedByContent(key);
      boolean whole = options.range().equals(ByteRange.all());
      ObjectVersion version = null;
      if (!byContent) {
        version = ObjectVersion.etag(stat.etag());
      } else if (!whole || options.unlessVersion().isPresent()) {
        version = contentVersion(key, file, stat.lengthBytes());
      }
      if (version != null && options.unlessVersion().filter(version::equals).isPresent()) {
        return new GetResult.Unchanged();
      }
      long start = options.range().start(stat.lengthBytes());
      long length = options.range().end(stat.lengthBytes()) - start;
      MemorySegment destination = SharedSegments.destination(key, target.segment(length), length);
      readFully(key, file, start, destination);
      if (version == null) {
        version = contentVersion(destination);
      }
      if (options.guard().isPresent()) {
        guard(key, options.guard().get(), file.stat());
      }
      return new GetResult.Modified(version, length, stat.lengthBytes());
    }
  }

  private void guard(String key, Checksum expected, FileStat stat) {
    SourceGuard.check(expected, layout.file(key).toString(), stat.etag(), stat.lastModified());
  }

  private void readFully(String key, OpenFile file, long start, MemorySegment destination)
      throws IOException {
    long count = file.read(start, destination);
    if (count < destination.byteSize()) {
      throw new StorageException(
          ErrorKind.INVALID_OBJECT_SIZE,
          key,
          "object "
              + key
              + " in "
              + layout.file(key)
              + ": expected "
              + destination.byteSize()
              + " bytes from "
              + start
              + " on, found "
              + count);
    }
  }

  /// The version of bytes.
  static ObjectVersion contentVersion(MemorySegment bytes) {
    return ObjectVersion.etag('"' + new ContentHash().update(bytes).digest() + '"');
  }

  private ObjectVersion contentVersion(String key, OpenFile file, long lengthBytes)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(Math.min(lengthBytes, HASHED_AT_ONCE), 8);
      ContentHash hash = new ContentHash();
      for (long at = 0; at < lengthBytes; at += block.byteSize()) {
        MemorySegment part = block.asSlice(0, Math.min(block.byteSize(), lengthBytes - at));
        readFully(key, file, at, part);
        hash.update(part);
      }
      return ObjectVersion.etag('"' + hash.digest() + '"');
    }
  }

  /// What an object is; empty if there is none.
  Optional<ObjectInfo> info(String key) throws IOException {
    try (OpenFile file = open(key)) {
      return file == null ? Optional.empty() : Optional.of(info(key, file));
    }
  }

  /// What a staged file would be as the object of a key.
  ObjectInfo infoOf(String key, Path staged) throws IOException {
    try (OpenFile file = OpenFile.open(staged)) {
      if (file == null) {
        throw new NoSuchFileException(staged.toString());
      }
      return info(key, file);
    }
  }

  /// What an open file is as the object of a key.
  ObjectInfo info(String key, OpenFile file) throws IOException {
    FileStat stat = file.opened();
    ObjectVersion version =
        isVersionedByContent(key)
            ? contentVersion(key, file, stat.lengthBytes())
            : ObjectVersion.etag(stat.etag());
    return new ObjectInfo(
        key, stat.lengthBytes(), stat.lastModified(), Optional.of(version), Map.of());
  }

  /// Opens an object for repeated reads; null if there is none.
  DirectObject openObject(String key, Optional<Checksum> guard) throws IOException {
    OpenFile file = open(key);
    if (file == null) {
      return null;
    }
    try {
      FileStat stat = file.opened();
      if (guard.isPresent()) {
        guard(key, guard.get(), stat);
      }
      return new LocalObject(key, stat.lengthBytes(), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// Reads a part of an object without opening it for more, and without allocating; false where
  /// that cannot be done, for whatever reason.
  boolean readOnce(String key, long offset, MemorySegment destination) {
    return PosixFile.AVAILABLE
        && access != Access.FOREIGN
        && destination.isNative()
        && PosixFile.readOnce(rootName, layout.name(key), offset, destination);
  }

  /// An open file as an object.
  private final class LocalObject implements DirectObject {
    private final String key;
    private final long lengthBytes;
    private final OpenFile file;

    LocalObject(String key, long lengthBytes, OpenFile file) {
      this.key = key;
      this.lengthBytes = lengthBytes;
      this.file = file;
    }

    @Override
    public long lengthBytes() {
      return lengthBytes;
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      try {
        readFully(key, file, offset, destination);
      } catch (IOException e) {
        throw LocalFailures.failure("read", key, layout.file(key), e);
      }
    }

    @Override
    public MemorySegment resident() {
      return null;
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw LocalFailures.failure("closed", key, layout.file(key), e);
      }
    }
  }
}
