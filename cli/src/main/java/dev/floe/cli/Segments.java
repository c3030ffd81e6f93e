package dev.floe.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/// Bytes off the heap, piece by piece.
final class Segments {
  private static final long PIECE_BYTES = 1 << 20;

  private Segments() {}

  static void write(MemorySegment segment, WritableByteChannel to) throws IOException {
    for (long at = 0; at < segment.byteSize(); at += PIECE_BYTES) {
      ByteBuffer piece = piece(segment, at);
      while (piece.hasRemaining()) {
        to.write(piece);
      }
    }
  }

  static void feed(MemorySegment segment, Consumer<ByteBuffer> to) {
    for (long at = 0; at < segment.byteSize(); at += PIECE_BYTES) {
      to.accept(piece(segment, at));
    }
  }

  private static ByteBuffer piece(MemorySegment segment, long at) {
    return segment.asSlice(at, Math.min(PIECE_BYTES, segment.byteSize() - at)).asByteBuffer();
  }
}
