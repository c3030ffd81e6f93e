package dev.floe.internal.codec;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// Compresses one large buffer into pieces, of which there are as many as the result needs and not
/// as many as the worst case would need.
final class ZstdPieces {
  private static final long PIECE_BYTES = 4 << 20;

  private ZstdPieces() {}

  static MemorySegment compress(
      ZstdCompressCtx context,
      ByteBuffer input,
      Arena scratch,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    List<MemorySegment> pieces = new ArrayList<>();
    long total = 0;
    try {
      context.setPledgedSrcSize(input.remaining());
      boolean ended = false;
      while (!ended) {
        MemorySegment piece = scratch.allocate(PIECE_BYTES, 8);
        ByteBuffer output = piece.asByteBuffer();
        while (!ended && output.hasRemaining()) {
          ended = context.compressDirectByteBufferStream(output, input, EndDirective.END);
        }
        pieces.add(piece.asSlice(0, output.position()));
        total += output.position();
      }
    } finally {
      context.reset();
    }
    MemorySegment result = allocator.apply(headerBytes + total);
    long at = headerBytes;
    for (MemorySegment piece : pieces) {
      MemorySegment.copy(piece, 0, result, at, piece.byteSize());
      at += piece.byteSize();
    }
    return result.asSlice(0, at);
  }
}
