package dev.floe.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Pages as the system gives them: zero when they are touched first, and large where that is
/// possible. An arena clears what it allocates besides, page by page, which costs several times
/// what it takes to copy something in. Linux only.
@SuppressWarnings("restricted")
final class FreshPages {
  /// Below this there are no large pages.
  static final long SMALLEST_BYTES = 2L << 20;

  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int HUGE_PAGES = 14;
  private static final int FREE = 8;

  private static final MethodHandle MAP;
  private static final MethodHandle UNMAP;
  private static final MethodHandle ADVISE;

  /// Whether there is this way at all.
  static final boolean AVAILABLE;

  static {
    MethodHandle[] calls = new MethodHandle[3];
    boolean available = false;
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      try {
        link(calls);
        available = true;
      } catch (IllegalCallerException | UnsupportedOperationException | LinkageError e) {
        System.getLogger("dev.floe.memory")
            .log(System.Logger.Level.DEBUG, "memory comes from arenas alone", e);
      }
    }
    AVAILABLE = available;
    MAP = calls[0];
    UNMAP = calls[1];
    ADVISE = calls[2];
  }

  private FreshPages() {}

  private static void link(MethodHandle[] calls) {
    FunctionDescriptor map =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    calls[0] = call("mmap", map);
    calls[1] = call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    calls[2] = call("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  private static MethodHandle call(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsupportedOperationException(name));
    return linker.downcallHandle(symbol, descriptor);
  }

  /// Memory that goes with an arena; null if there is none of this kind.
  static MemorySegment tryMap(long lengthBytes, Arena arena) {
    if (!AVAILABLE) {
      return null;
    }
    long address = map(lengthBytes);
    if (address == -1) {
      return null;
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(lengthBytes, arena, gone -> unmap(gone.address(), lengthBytes));
  }

  private static long map(long lengthBytes) {
    try {
      long address = (long) MAP.invokeExact(0L, lengthBytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      if (address != -1) {
        // Refused where the system has no large pages, which is no harm.
        int refused = (int) ADVISE.invokeExact(address, lengthBytes, HUGE_PAGES);
      }
      return address;
    } catch (Throwable e) {
      throw new AssertionError("mmap", e);
    }
  }

  /// The content of what was mapped here is of no use any more. The system takes the pages when it
  /// needs some; those that are written to before stay.
  static void disown(MemorySegment mapped) {
    try {
      // Refused where the system cannot, which is no harm.
      int refused = (int) ADVISE.invokeExact(mapped.address(), mapped.byteSize(), FREE);
    } catch (Throwable e) {
      throw new AssertionError("madvise", e);
    }
  }

  private static void unmap(long address, long lengthBytes) {
    try {
      int failed = (int) UNMAP.invokeExact(address, lengthBytes);
      assert failed == 0 : "munmap of " + lengthBytes + " bytes";
    } catch (Throwable e) {
      throw new AssertionError("munmap", e);
    }
  }
}
