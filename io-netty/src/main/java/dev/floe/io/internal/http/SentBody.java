package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;

/// The body of a request in pieces, a few of which are on their way at once, so that what the
/// transport copies of it is bounded. Belongs to an event loop.
///
/// ```
/// sent and gone │ on its way │ not yet handed over
/// ──────────────┼────────────┼───────────────────►
///            handed − moving   handed
/// ```
final class SentBody {
  /// The most that is on its way where it is copied, by TLS or because it lies in the heap.
  static final int MOST_COPIED_BYTES = 512 << 10;

  private static final int PIECE_BYTES = 256 << 10;
  private static final int MOST_LENT_BYTES = 4 << 20;

  private final MemorySegment body;
  private final long mostMoving;
  private long handed;
  private long moving;

  /// @param copied whether the transport copies what it is handed in any case
  SentBody(MemorySegment body, boolean copied) {
    this.body = body;
    this.mostMoving = copied || !body.isNative() ? MOST_COPIED_BYTES : MOST_LENT_BYTES;
  }

  /// Whether all of it is gone.
  boolean isGone() {
    return handed == body.byteSize() && moving == 0;
  }

  /// Whether a piece may be handed over now.
  boolean hasNext() {
    return handed < body.byteSize() && moving < mostMoving;
  }

  /// The next piece.
  ///
  /// @throws IllegalStateException if the memory is gone
  ByteBuf next(ByteBufAllocator allocator) {
    int length = (int) Math.min(PIECE_BYTES, body.byteSize() - handed);
    MemorySegment part = body.asSlice(handed, length);
    ByteBuf piece = part.isNative() ? Unpooled.wrappedBuffer(part.asByteBuffer()) : null;
    if (piece == null) {
      piece = allocator.ioBuffer(length, length);
      MemorySegment.copy(part, 0, MemorySegment.ofBuffer(piece.nioBuffer(0, length)), 0, length);
      piece.writerIndex(length);
    }
    handed += length;
    moving += length;
    return piece;
  }

  /// A piece of so many bytes is gone.
  void gone(int length) {
    moving -= length;
  }
}
