package dev.floe.internal.binary;

import dev.floe.internal.codec.StoredFrame;
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
/// declares would take it for the length of all (the reference 2.3.0 does). It is another one with
/// every commit, and most of it are distances, of which few bits can be saved: as long as it is
/// short its content is stored as it is.
///
/// @param frames the compressed frames, the last one of the file first
record TableFrames(byte[][] frames) {
  /// The end of nothing.
  static final TableFrames NONE = new TableFrames(new byte[0][]);

  static final int CONTENT_BYTES = 8 << 10;

  /// A longer first frame is compressed.
  private static final int MOST_STORED_BYTES = 64 << 10;

  /// Compresses as much of the end of a piece as fills whole frames.
  ///
  /// @param old whose frames are taken where their content is the same
  static TableFrames of(Zstd zstd, FileEnd piece, int level, EncodedTables old) {
    TableFrames before = old.frames();
    byte[][] frames = new byte[piece.lengthBytes() / CONTENT_BYTES][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] =
          before.isAt(i, piece, old.piece())
              ? before.frames[i]
              : zstd.compress(content(piece, i), level, 0, TableFrames::onHeap)
                  .toArray(ValueLayout.JAVA_BYTE);
    }
    return new TableFrames(frames);
  }

  private static MemorySegment onHeap(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private static MemorySegment content(FileEnd piece, int frame) {
    return piece.segment((frame + 1) * CONTENT_BYTES, CONTENT_BYTES);
  }

  /// Whether a frame is what the same part of `piece` would become.
  private boolean isAt(int frame, FileEnd piece, FileEnd compressed) {
    return frame < frames.length
        && (piece.sharesWith(compressed)
            || content(piece, frame).mismatch(content(compressed, frame)) == -1);
  }

  /// How long the content of all frames is together.
  int contentBytes() {
    return frames.length * CONTENT_BYTES;
  }

  /// How long the frames are together.
  long fileBytes() {
    long bytes = 0;
    for (byte[] frame : frames) {
      bytes += frame.length;
    }
    return bytes;
  }

  /// Those of the frames that a file ends with too. It has at least one byte before them.
  TableFrames endOf(MemorySegment file) {
    long at = file.byteSize();
    int same = 0;
    while (same < frames.length && frames[same].length < at) {
      MemorySegment frame = MemorySegment.ofArray(frames[same]);
      if (file.asSlice(at - frame.byteSize(), frame.byteSize()).mismatch(frame) != -1) {
        break;
      }
      at -= frame.byteSize();
      same++;
    }
    return same == frames.length ? this : new TableFrames(Arrays.copyOf(frames, same));
  }

  /// A file of a body that ends with these frames. Its memory is what `allocator` gives, which is
  /// asked once for exactly the length of the file.
  ///
  /// @param head the body without the content of the frames
  /// @param headerBytes left for the caller at the start
  MemorySegment file(
      Zstd zstd,
      MemorySegment head,
      int level,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    if (frames.length == 0) {
      return zstd.compress(head, level, headerBytes, allocator);
    }
    Room room = new Room(allocator, fileBytes());
    long at =
        head.byteSize() <= MOST_STORED_BYTES
            ? StoredFrame.of(head, headerBytes, room).byteSize()
            : zstd.compress(head, level, false, headerBytes, room).byteSize();
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
