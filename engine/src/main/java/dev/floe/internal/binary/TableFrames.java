package dev.floe.internal.binary;

import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.LongFunction;

/// The end of a repository info, compressed in frames of a fixed length of content that are counted
/// from the end on. What a commit adds lies in front of what was there, so most frames of a long
/// history are those of the state before, and need not be compressed again.
///
/// ```
/// body     | header, vectors, refs, new tables |  8 KiB   |  8 KiB   | …  |  8 KiB   |
/// file     | frame without content size        | frame n-1 |        …       | frame 0 |
/// ```
///
/// The first frame says nothing of its length: who believes the length that the first frame
/// declares would take it for the length of all (the reference 2.3.0 does).
///
/// @param frames the compressed frames, the last one of the file first
record TableFrames(byte[][] frames) {
  /// The end of nothing.
  static final TableFrames NONE = new TableFrames(new byte[0][]);

  private static final int CONTENT_BYTES = 8 << 10;

  /// Compresses as much of the end of a piece as fills whole frames.
  ///
  /// @param old whose frames are taken where their content is the same
  static TableFrames of(Zstd zstd, byte[] piece, int level, EncodedTables old) {
    byte[][] frames = new byte[piece.length / CONTENT_BYTES][];
    MemorySegment bytes = MemorySegment.ofArray(piece);
    for (int i = 0; i < frames.length; i++) {
      frames[i] =
          old.frames().isAt(i, piece, old.piece())
              ? old.frames().frames[i]
              : zstd.compress(content(bytes, i), level, 0, TableFrames::onHeap)
                  .toArray(ValueLayout.JAVA_BYTE);
    }
    return new TableFrames(frames);
  }

  private static MemorySegment onHeap(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private static MemorySegment content(MemorySegment piece, int frame) {
    return piece.asSlice(piece.byteSize() - (frame + 1L) * CONTENT_BYTES, CONTENT_BYTES);
  }

  /// Whether a frame is what the same part of `piece` would become.
  private boolean isAt(int frame, byte[] piece, byte[] compressed) {
    if (frame >= frames.length) {
      return false;
    }
    int from = piece.length - (frame + 1) * CONTENT_BYTES;
    int was = compressed.length - (frame + 1) * CONTENT_BYTES;
    return Arrays.equals(piece, from, from + CONTENT_BYTES, compressed, was, was + CONTENT_BYTES);
  }

  /// A file of a body that ends with these frames. Its memory is what `allocator` gives, which is
  /// asked once for exactly the length of the file.
  ///
  /// @param headerBytes left for the caller at the start
  MemorySegment file(
      Zstd zstd,
      MemorySegment body,
      int level,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    if (frames.length == 0) {
      return zstd.compress(body, level, headerBytes, allocator);
    }
    long endBytes = 0;
    for (byte[] frame : frames) {
      endBytes += frame.length;
    }
    long headBytes = body.byteSize() - (long) frames.length * CONTENT_BYTES;
    Room room = new Room(allocator, endBytes);
    MemorySegment head = zstd.compress(body.asSlice(0, headBytes), level, false, headerBytes, room);
    long at = head.byteSize();
    for (int i = frames.length - 1; i >= 0; i--) {
      MemorySegment.copy(frames[i], 0, room.whole, ValueLayout.JAVA_BYTE, at, frames[i].length);
      at += frames[i].length;
    }
    return room.whole.asSlice(0, at);
  }

  /// Asks for more than the first frame needs, and keeps what it got.
  private static final class Room implements LongFunction<MemorySegment> {
    private final LongFunction<MemorySegment> allocator;
    private final long moreBytes;
    private MemorySegment whole;

    private Room(LongFunction<MemorySegment> allocator, long moreBytes) {
      this.allocator = allocator;
      this.moreBytes = moreBytes;
    }

    @Override
    public MemorySegment apply(long bytes) {
      whole = allocator.apply(bytes + moreBytes);
      return whole;
    }
  }
}
