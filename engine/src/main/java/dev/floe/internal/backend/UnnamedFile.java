package dev.floe.internal.backend;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A new file that has no name until all its bytes are in it, and on stable storage: there is then
/// one entry to be made in its directory, where a staged file makes two and takes one back, and
/// nothing is left over when the process dies.
///
/// ```
/// open(directory, O_TMPFILE) ──► write ──► fdatasync ──► linkat(/proc/self/fd/…, file)
/// ```
///
/// A file that is open is given one more name the same way: the one that was looked at, and not
/// what is called so by then.
///
/// Linux on x86-64 and 64-bit ARM, and not every file system: whatever goes wrong, there is no file
/// of ours then, and [StagedFile] does it, or says why not.
@SuppressWarnings("restricted")
final class UnnamedFile {
  private static final int WRITE_CLOEXEC = 1 | 0x80000;
  private static final int CURRENT_DIRECTORY = -100;
  private static final int FOLLOW = 0x400;
  private static final int MODE = 0666;
  private static final int NUMBER_BYTES = 32;

  /// Whether there is such a thing, and how it is asked for: `O_TMPFILE` contains `O_DIRECTORY`,
  /// which is another number on each processor.
  private static final int UNNAMED =
      switch (System.getProperty("os.arch", "")) {
        case "amd64", "x86_64" -> 0x410000;
        case "aarch64" -> 0x404000;
        default -> 0;
      };

  private static final MethodHandle OPEN;
  private static final MethodHandle WRITE;
  private static final MethodHandle SYNC;
  private static final MethodHandle LINK;

  static {
    boolean available = PosixFile.AVAILABLE && UNNAMED != 0;
    OPEN =
        available
            ? PosixFile.call(
                "open",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(2))
            : null;
    WRITE =
        available
            ? PosixFile.call(
                "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG))
            : null;
    SYNC =
        available ? PosixFile.call("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT)) : null;
    LINK =
        available
            ? PosixFile.call(
                "linkat",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT))
            : null;
  }

  private UnnamedFile() {}

  /// Writes a body to a file that is not there yet; answers its state, or nothing if that was not
  /// possible, or the file is there.
  static Optional<FileStat> write(Path file, MemorySegment body, boolean synced)
      throws IOException {
    if (OPEN == null) {
      return Optional.empty();
    }
    byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
    byte[] directory = file.getParent().toString().getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch =
          arena.allocate(PosixFile.STAT_BYTES + NUMBER_BYTES + path.length + 1L, 8);
      MemorySegment name = scratch.asSlice(PosixFile.STAT_BYTES + NUMBER_BYTES);
      int descriptor = (int) OPEN.invokeExact(text(name, directory), WRITE_CLOEXEC | UNNAMED, MODE);
      if (descriptor < 0) {
        return Optional.empty();
      }
      try {
        NativeParts.drain(body, (_, part) -> write(descriptor, part));
        if (synced && (int) SYNC.invokeExact(descriptor) != 0) {
          return Optional.empty();
        }
        FileStat stat = PosixFile.stat(file, descriptor, scratch);
        MemorySegment number = scratch.asSlice(PosixFile.STAT_BYTES, NUMBER_BYTES);
        return link(descriptor, number, text(name, path)) ? Optional.of(stat) : Optional.empty();
      } finally {
        PosixFile.close(descriptor);
      }
    } catch (Unwritten e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw PosixFile.unexpected(e);
    }
  }

  /// Gives the bytes of an open file one more name, whatever its own name stands for by then.
  ///
  /// @return false if that was not possible, or there is a file of that name
  static boolean link(PosixFile opened, Path file, boolean synced) {
    if (OPEN == null) {
      return false;
    }
    byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
    int descriptor = opened.descriptor();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(NUMBER_BYTES + path.length + 1L);
      MemorySegment number = scratch.asSlice(0, NUMBER_BYTES);
      return (!synced || (int) SYNC.invokeExact(descriptor) == 0)
          && link(descriptor, number, text(scratch.asSlice(NUMBER_BYTES), path));
    } catch (Throwable e) {
      throw PosixFile.unexpected(e);
    }
  }

  private static boolean link(int descriptor, MemorySegment number, MemorySegment name)
      throws Throwable {
    byte[] self = ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
    return 0
        == (int)
            LINK.invokeExact(
                CURRENT_DIRECTORY, text(number, self), CURRENT_DIRECTORY, name, FOLLOW);
  }

  /// Puts a text where there is room for it, with a zero behind.
  private static MemorySegment text(MemorySegment room, byte[] text) {
    MemorySegment.copy(text, 0, room, JAVA_BYTE, 0, text.length);
    room.set(JAVA_BYTE, text.length, (byte) 0);
    return room;
  }

  private static long write(int descriptor, MemorySegment part) throws IOException {
    long done = 0;
    while (done < part.byteSize()) {
      MemorySegment rest = done == 0 ? part : part.asSlice(done);
      long count;
      try {
        count = (long) WRITE.invokeExact(descriptor, rest, rest.byteSize());
      } catch (Throwable e) {
        throw PosixFile.unexpected(e);
      }
      if (count <= 0) {
        throw new Unwritten();
      }
      done += count;
    }
    return done;
  }

  /// Not all bytes were taken: who tries again otherwise learns why.
  private static final class Unwritten extends IOException {
    private static final long serialVersionUID = 1;
  }
}
