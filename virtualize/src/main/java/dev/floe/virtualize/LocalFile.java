package dev.floe.virtualize;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/// A local file while it is virtualized; whoever opens it closes it. One thread at a time.
///
/// Length and time of the last change are those of the moment it was opened; [#requireUnchanged()]
/// tells whether they still are.
public final class LocalFile implements RangedSource, AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final long lengthBytes;
  private final Instant lastModified;

  private LocalFile(Path path, FileChannel channel, BasicFileAttributes attributes) {
    this.path = path;
    this.channel = channel;
    this.lengthBytes = attributes.size();
    this.lastModified = attributes.lastModifiedTime().toInstant();
  }

  /// Opens a regular file; a file that is not there or not readable is a [StorageException].
  public static LocalFile open(Path file) {
    try {
      Path absolute = file.toAbsolutePath();
      // The parts of a URL are taken away lexically; only the file system knows where .. leads.
      Path path = absolute.equals(absolute.normalize()) ? absolute : absolute.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new StorageException(
            ErrorKind.IO, file.toString(), file + ": expected a regular file");
      }
      return new LocalFile(path, FileChannel.open(path), attributes);
    } catch (NoSuchFileException e) {
      throw new StorageException(
          ErrorKind.OBJECT_NOT_FOUND, file.toString(), file + ": no such file", e);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public long lengthBytes() {
    return lengthBytes;
  }

  /// The absolute path.
  public Path path() {
    return path;
  }

  /// When the file was last changed, as finely as the file system tells.
  public Instant lastModified() {
    return lastModified;
  }

  @Override
  public void read(long offset, MemorySegment destination) {
    byte[] bytes = new byte[Math.toIntExact(destination.byteSize())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw new StorageException(
              ErrorKind.INVALID_OBJECT_SIZE,
              name(),
              path + ": became shorter than " + lengthBytes + " bytes while it was read");
        }
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, destination, 0, bytes.length);
  }

  /// The `file://` URL of this file, and the checksum that says it has not changed since.
  public SourceOrigin origin() {
    return origin(path.toUri().toString());
  }

  /// This file under another name: where readers will find it.
  public SourceOrigin origin(String location) {
    long second = checksumSecond();
    return new SourceOrigin(
        location,
        second > 0xffff_ffffL
            ? Optional.empty()
            : Optional.of(new Checksum.LastModified(Math.max(0, second))));
  }

  /// Whether a change from `now` on could still bear a time that the checksum accepts. The format
  /// stores whole seconds and readers accept everything up to the stored one, so it is the time of
  /// the last change rounded up.
  public boolean changeMayGoUnnoticed(Instant now) {
    return now.getEpochSecond() < checksumSecond()
        || (now.getEpochSecond() == checksumSecond() && now.getNano() == 0);
  }

  /// The second the checksum names.
  private long checksumSecond() {
    return lastModified.getEpochSecond() + (lastModified.getNano() > 0 ? 1 : 0);
  }

  /// Throws `virtual-chunk-modified` if the file is no longer as it was when it was opened.
  public void requireUnchanged() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (now.size() != lengthBytes || !now.lastModifiedTime().toInstant().equals(lastModified)) {
        throw new StorageException(
            ErrorKind.VIRTUAL_CHUNK_MODIFIED,
            name(),
            path + ": changed while it was virtualized; try again when nobody writes to it");
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static StorageException failure(Path path, IOException e) {
    return new StorageException(
        ErrorKind.IO, path.toString(), path + ": cannot be read: " + e.getMessage(), e);
  }
}
