package dev.floe.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The bare system calls `open`, `pread` and `close`.
@SuppressWarnings("restricted")
final class Pread {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      call(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle PREAD =
      call(
          "pread",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Pread() {}

  private static MethodHandle call(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  static int open(Path path) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      return (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), 0);
    }
  }

  static long read(int descriptor, MemorySegment destination, long offset) throws Throwable {
    return (long) PREAD.invokeExact(descriptor, destination, destination.byteSize(), offset);
  }

  static void close(int descriptor) throws Throwable {
    int result = (int) CLOSE.invokeExact(descriptor);
    if (result != 0) {
      throw new IllegalStateException("close failed");
    }
  }
}
