package dev.floe.internal.backend;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// A file read by `pread` straight into native memory: no copy in between, nothing allocated per
/// read, no signal when the file shrinks, and no channel that an interrupt closes.
///
/// Linux only, for its `statx` has one layout on all processors:
///
/// ```
/// 0 mask ·· 28 mode u16 ·· 32 inode u64 · 40 size u64 ·· 112 mtime { s64 seconds, u32 nanos }  256
/// ```
@SuppressWarnings("restricted")
final class PosixFile implements OpenFile {
  private static final int READ_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int BASIC_STATS = 0x7ff;
  private static final int STATX_BYTES = 256;

  /// How much room [#stat(Path, int, MemorySegment)] needs.
  static final int STAT_BYTES = STATX_BYTES + 8;

  private static final int MODE_OFFSET = 28;
  private static final int INODE_OFFSET = 32;
  private static final int SIZE_OFFSET = 40;
  private static final int MODIFIED_OFFSET = 112;
  private static final int FILE_TYPE_MASK = 0xf000;
  private static final int REGULAR_FILE = 0x8000;
  private static final int EINTR = 4;

  private static final MethodHandle OPEN;
  private static final MethodHandle CLOSE;
  private static final MethodHandle STATX;
  private static final MethodHandle PREAD;
  private static final MethodHandle PREAD_ERRNO;
  private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

  /// Whether files can be opened this way at all.
  static final boolean AVAILABLE;

  /// Room for the names of files, each for one thread at a time; a thread that finds its place
  /// taken goes another way.
  private static final AtomicReferenceArray<MemorySegment> PATHS = new AtomicReferenceArray<>(64);

  private static final int PATH_BYTES = 4096;

  static {
    MethodHandle[] calls = new MethodHandle[5];
    boolean available = false;
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      try {
        link(calls);
        available = true;
      } catch (IllegalCallerException | UnsupportedOperationException | LinkageError e) {
        System.getLogger("dev.floe.storage")
            .log(System.Logger.Level.DEBUG, "local files are read through channels", e);
      }
    }
    AVAILABLE = available;
    OPEN = calls[0];
    CLOSE = calls[1];
    STATX = calls[2];
    PREAD = calls[3];
    PREAD_ERRNO = calls[4];
    for (int i = 0; available && i < PATHS.length(); i++) {
      PATHS.set(i, Arena.global().allocate(PATH_BYTES));
    }
  }

  private static void link(MethodHandle[] calls) {
    FunctionDescriptor pread =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    calls[0] = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), variadicAfterTwo());
    calls[1] = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    calls[2] =
        call(
            "statx",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    calls[3] = call("pread", pread);
    calls[4] = call("pread", pread, Linker.Option.captureCallState("errno"));
  }

  private static Linker.Option variadicAfterTwo() {
    return Linker.Option.firstVariadicArg(2);
  }

  /// A function of the system, by its name.
  static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsupportedOperationException(name));
    return linker.downcallHandle(symbol, descriptor, options);
  }

  private final Path path;
  private final FileStat opened;

  /// Negative once closed, so that a late read fails and does not meet a stranger's file.
  private volatile int descriptor;

  private PosixFile(Path path, FileStat opened, int descriptor) {
    this.path = path;
    this.opened = opened;
    this.descriptor = descriptor;
  }

  /// Opens a regular file, or answers null: the other way of opening then says why.
  static PosixFile tryOpen(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
      MemorySegment scratch = arena.allocate(STATX_BYTES + 1 + text.length + 1, 8);
      MemorySegment name = scratch.asSlice(STATX_BYTES + 1);
      MemorySegment.copy(text, 0, name, JAVA_BYTE, 0, text.length);
      int descriptor = (int) OPEN.invokeExact(name, READ_CLOEXEC_NONBLOCK);
      if (descriptor < 0) {
        return null;
      }
      FileStat stat;
      try {
        stat = stat(path, descriptor, scratch);
      } catch (IOException | RuntimeException e) {
        close(descriptor);
        throw e;
      }
      if (!stat.isRegularFile()) {
        close(descriptor);
        return null;
      }
      return new PosixFile(path, stat, descriptor);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Opens a file, reads and closes it, without looking at what it is.
  ///
  /// @param directory the path of a directory in UTF-8, with a slash behind it
  /// @param name of a file below it, in ASCII
  /// @return false unless there were as many bytes as asked for; the other ways of reading then say
  ///   why
  static boolean readOnce(byte[] directory, String name, long offset, MemorySegment destination) {
    int length = directory.length + name.length() + 1;
    int slot = (int) Thread.currentThread().threadId() & PATHS.length() - 1;
    MemorySegment path = length > PATH_BYTES ? null : PATHS.getAndSet(slot, null);
    if (path == null) {
      return false;
    }
    int descriptor;
    try {
      MemorySegment.copy(directory, 0, path, JAVA_BYTE, 0, directory.length);
      for (int i = 0; i < name.length(); i++) {
        path.set(JAVA_BYTE, directory.length + i, (byte) name.charAt(i));
      }
      path.set(JAVA_BYTE, length - 1, (byte) 0);
      descriptor = (int) OPEN.invokeExact(path, READ_CLOEXEC_NONBLOCK);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      PATHS.set(slot, path);
    }
    if (descriptor < 0) {
      return false;
    }
    try {
      return destination.byteSize()
          == (long) PREAD.invokeExact(descriptor, destination, destination.byteSize(), offset);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      close(descriptor);
    }
  }

  @Override
  public FileStat opened() {
    return opened;
  }

  @Override
  public FileStat stat() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return stat(path, descriptor(), arena.allocate(STATX_BYTES + 1, 8));
    }
  }

  /// @param scratch room for the answer and, behind it, an empty text: all zero
  static FileStat stat(Path path, int descriptor, MemorySegment scratch) throws IOException {
    try {
      MemorySegment empty = scratch.asSlice(STATX_BYTES);
      int failed = (int) STATX.invokeExact(descriptor, empty, AT_EMPTY_PATH, BASIC_STATS, scratch);
      if (failed != 0) {
        throw new IOException(path + ": its attributes cannot be read");
      }
      int mode = scratch.get(JAVA_SHORT, MODE_OFFSET) & FILE_TYPE_MASK;
      return new FileStat(
          mode == REGULAR_FILE,
          scratch.get(JAVA_LONG, INODE_OFFSET),
          scratch.get(JAVA_LONG, SIZE_OFFSET),
          scratch.get(JAVA_LONG, MODIFIED_OFFSET),
          scratch.get(JAVA_INT, MODIFIED_OFFSET + 8));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public long read(long offset, MemorySegment destination) throws IOException {
    return destination.isNative()
        ? readNative(offset, destination)
        : NativeParts.fill(destination, (at, part) -> readNative(offset + at, part));
  }

  private long readNative(long offset, MemorySegment destination) throws IOException {
    long done = 0;
    long wanted = destination.byteSize();
    while (done < wanted) {
      MemorySegment rest = done == 0 ? destination : destination.asSlice(done);
      long count;
      try {
        count = (long) PREAD.invokeExact(descriptor(), rest, wanted - done, offset + done);
      } catch (Throwable e) {
        throw unexpected(e);
      }
      if (count < 0) {
        count = readAgain(offset + done, rest);
      }
      if (count == 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /// The read that failed once more, now asking why.
  private long readAgain(long offset, MemorySegment destination) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO);
      long count;
      int errno;
      do {
        count =
            (long)
                PREAD_ERRNO.invokeExact(
                    state, descriptor(), destination, destination.byteSize(), offset);
        errno = state.get(JAVA_INT, 0);
      } while (count < 0 && errno == EINTR);
      if (count < 0) {
        throw new IOException(path + ": reading failed with error number " + errno);
      }
      return count;
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// What the system knows it by, until it is closed.
  int descriptor() {
    int current = descriptor;
    if (current < 0) {
      throw new IllegalStateException(path + ": read after it was closed");
    }
    return current;
  }

  @Override
  public Path realPath() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor()));
  }

  @Override
  public void close() {
    int current = descriptor();
    descriptor = -1;
    close(current);
  }

  static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static RuntimeException unexpected(Throwable problem) {
    return switch (problem) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(problem);
    };
  }
}
