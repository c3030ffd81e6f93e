package dev.floe.internal.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A file opened for reading; whoever opened it closes it. Any number of threads may read at once,
/// while none closes.
interface OpenFile extends AutoCloseable {
  /// Opens a regular file: through system calls where they are available, else through a channel.
  ///
  /// @return null if there is none, or something else than a regular file
  static OpenFile open(Path path) throws IOException {
    OpenFile file = PosixFile.AVAILABLE ? PosixFile.tryOpen(path) : null;
    return file != null ? file : ChannelFile.open(path);
  }

  /// The state of the file when it was opened, or later, at the cost of another call.
  default FileStat opened() throws IOException {
    return stat();
  }

  /// The state of the file now.
  FileStat stat() throws IOException;

  /// Fills the destination with the bytes from `offset` on, as far as there are any.
  ///
  /// @return how many bytes were read; fewer than asked for only at the end of the file
  long read(long offset, MemorySegment destination) throws IOException;

  /// Where the file that was opened really is.
  Path realPath() throws IOException;

  @Override
  void close() throws IOException;
}
