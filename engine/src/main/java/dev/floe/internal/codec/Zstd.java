package dev.floe.internal.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;

/// Zstandard, whole buffers at a time. Contexts are expensive to make, so idle ones are kept, a few
/// of each kind, and freed in [#close].
///
/// Input may be several frames in a row, skippable ones among them, with or without a declared
/// content size. A declared size is believed only as far as the blocks of the frame can fill it.
///
/// Safe on any thread.
public final class Zstd implements AutoCloseable {
  /// The level that metadata is written with where nothing else is configured.
  public static final int DEFAULT_LEVEL = 3;

  /// The most that may come out of a decompression, whatever the caller allows.
  public static final long MAX_OUTPUT_BYTES = Integer.MAX_VALUE;

  private static final long SCRATCH_BYTES = 1 << 20;
  private static final int PLAUSIBLE_RATIO = 64;

  /// From here on, room for the worst case would weigh more than compressing piece by piece.
  private static final long LARGE_BYTES = 16 << 20;

  /// Room for what is compressed, kept with a context, so that small files need none of their own.
  private static final int ROOM_BYTES = 64 << 10;

  /// A context and room for its output.
  private record Compressor(ZstdCompressCtx context, ByteBuffer room) implements AutoCloseable {
    Compressor() {
      this(new ZstdCompressCtx(), ByteBuffer.allocateDirect(ROOM_BYTES));
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private final IdleContexts<Compressor> compressors;
  private final IdleContexts<ZstdDecompressCtx> decompressors;
  private final ZstdDictionaries dictionaries;

  /// A codec that keeps up to `maxIdle` contexts of each kind.
  public Zstd(int maxIdle) {
    compressors = new IdleContexts<>(maxIdle, Compressor::new);
    decompressors = new IdleContexts<>(maxIdle, ZstdDecompressCtx::new);
    dictionaries = new ZstdDictionaries(maxIdle);
  }

  /// The dictionaries that were used lately.
  public ZstdDictionaries dictionaries() {
    return dictionaries;
  }

  /// Compresses `source` as one frame with its content size and without a checksum. The result is
  /// the last part of a segment that `allocator` was asked for once, with its exact length plus
  /// `headerBytes`, which are left for the caller at its start.
  public MemorySegment compress(
      MemorySegment source, int level, int headerBytes, LongFunction<MemorySegment> allocator) {
    return compress(source, level, true, headerBytes, allocator);
  }

  /// As [#compress(MemorySegment, int, int, LongFunction)].
  ///
  /// @param declared whether the frame says how long its content is
  public MemorySegment compress(
      MemorySegment source,
      int level,
      boolean declared,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    Compressor compressor = compressors.take();
    ZstdCompressCtx context = compressor.context;
    try {
      context.setLevel(level);
      context.setContentSize(declared);
      long bound = com.github.luben.zstd.Zstd.compressBound(source.byteSize());
      if (source.isNative() && bound <= ROOM_BYTES) {
        MemorySegment room = MemorySegment.ofBuffer(compressor.room);
        return whole(context, source.asByteBuffer(), room, headerBytes, allocator);
      }
      return withScratch(context, source, bound, headerBytes, allocator);
    } finally {
      compressors.give(compressor);
    }
  }

  private static MemorySegment withScratch(
      ZstdCompressCtx context,
      MemorySegment source,
      long bound,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    try (Arena scratch = Arena.ofConfined()) {
      ByteBuffer input = Views.direct(source, scratch);
      return source.byteSize() <= LARGE_BYTES
          ? whole(context, input, scratch.allocate(bound, 8), headerBytes, allocator)
          : ZstdPieces.compress(context, input, scratch, headerBytes, allocator);
    }
  }

  private static MemorySegment whole(
      ZstdCompressCtx context,
      ByteBuffer input,
      MemorySegment room,
      int headerBytes,
      LongFunction<MemorySegment> allocator) {
    int length =
        context.compressDirectByteBuffer(
            room.asByteBuffer(), 0, (int) room.byteSize(), input, 0, input.capacity());
    MemorySegment result = allocator.apply((long) headerBytes + length);
    MemorySegment.copy(room, 0, result, headerBytes, length);
    return result.asSlice(0, (long) headerBytes + length);
  }

  /// Decompresses all frames of `source` into a segment that `allocator` is asked for once, and
  /// returns the part of it that was filled. More than `maxBytes` is refused.
  ///
  /// @param object what messages call the source
  public MemorySegment decompress(
      MemorySegment source, long maxBytes, String object, LongFunction<MemorySegment> allocator) {
    long limit = Math.min(maxBytes, MAX_OUTPUT_BYTES);
    ZstdFrames frames = ZstdFrames.scan(source, object);
    if (frames.knownBytes() > limit) {
      throw tooLong(object, limit);
    }
    try (Arena scratch = Arena.ofConfined()) {
      ByteBuffer input = Views.direct(source, scratch);
      if (frames.isKnown()) {
        return decompress(input, room(frames.knownBytes(), allocator), object);
      }
      long bound = Math.min(frames.boundBytes(), limit);
      if (bound <= SCRATCH_BYTES) {
        MemorySegment whole = decompress(input, scratch.allocate(bound, 8), object);
        return room(whole.byteSize(), allocator).copyFrom(whole);
      }
      long length =
          bound / PLAUSIBLE_RATIO <= source.byteSize() ? bound : count(input, limit, object);
      return decompress(input, room(length, allocator), object);
    }
  }

  /// Asks for at least a byte: not every allocator knows what to do with none.
  private static MemorySegment room(long bytes, LongFunction<MemorySegment> allocator) {
    return allocator.apply(Math.max(1, bytes)).asSlice(0, bytes);
  }

  private MemorySegment decompress(ByteBuffer input, MemorySegment output, String object) {
    if (!output.isNative()) {
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment whole =
            decompress(input, scratch.allocate(Math.max(1, output.byteSize()), 8), object);
        return output.asSlice(0, whole.byteSize()).copyFrom(whole);
      }
    }
    ZstdDecompressCtx context = decompressors.take();
    try {
      int length =
          context.decompressDirectByteBuffer(
              output.asByteBuffer(), 0, (int) output.byteSize(), input, 0, input.capacity());
      return output.asSlice(0, length);
    } catch (ZstdException e) {
      throw damaged(object, e);
    } finally {
      decompressors.give(context);
    }
  }

  /// How much comes out, found out by decompressing into a small buffer again and again.
  private long count(ByteBuffer input, long limit, String object) {
    ZstdDecompressCtx context = decompressors.take();
    ByteBuffer source = input.duplicate();
    ByteBuffer sink = ByteBuffer.allocateDirect(1 << 17);
    long total = 0;
    try {
      context.reset();
      while (source.hasRemaining()) {
        int before = source.position();
        boolean ended = context.decompressDirectByteBufferStream(sink, source);
        total += sink.position();
        if (total > limit) {
          throw tooLong(object, limit);
        }
        if (sink.position() == 0 && source.position() == before && !ended) {
          throw damaged(object, null);
        }
        sink.clear();
      }
      return total;
    } catch (ZstdException e) {
      throw damaged(object, e);
    } finally {
      context.reset();
      decompressors.give(context);
    }
  }

  static FormatException damaged(String object, Exception cause) {
    return new FormatException(
        ErrorKind.DESERIALIZATION,
        object,
        -1,
        "whole zstd frames",
        cause == null ? "a cut one" : cause.getMessage(),
        cause);
  }

  private static FormatException tooLong(String object, long limit) {
    return new FormatException(
        ErrorKind.DESERIALIZATION, object, -1, "at most " + limit + " bytes of content", "more");
  }

  @Override
  public void close() {
    compressors.close();
    decompressors.close();
    dictionaries.close();
  }
}
