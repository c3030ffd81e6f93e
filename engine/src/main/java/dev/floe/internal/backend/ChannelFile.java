package dev.floe.internal.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// A file read through a [FileChannel], on systems without the calls of [PosixFile].
final class ChannelFile implements OpenFile {
  private final Path path;
  private final FileChannel channel;

  private ChannelFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static ChannelFile open(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() ? new ChannelFile(path, FileChannel.open(path)) : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (FileSystemException e) {
      if (isBelowFile(path)) {
        return null;
      }
      throw e;
    }
  }

  /// Whether one of the directories that a path goes through is a file, so that nothing is there.
  static boolean isBelowFile(Path path) {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return !Files.isDirectory(at);
      }
    }
    return false;
  }

  @Override
  public FileStat stat() throws IOException {
    return FileStat.of(path);
  }

  @Override
  public long read(long offset, MemorySegment destination) throws IOException {
    return NativeParts.fill(destination, (at, part) -> readPart(offset + at, part));
  }

  private long readPart(long offset, MemorySegment part) throws IOException {
    ByteBuffer buffer = part.asByteBuffer();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.position();
  }

  @Override
  public Path realPath() throws IOException {
    return path.toRealPath();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
