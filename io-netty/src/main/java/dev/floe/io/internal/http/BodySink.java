package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Takes the body of one answer, on the event loop.
abstract sealed class BodySink {
  /// The most bytes of an unwanted body that are read to keep its connection.
  static final int CHEAP_DRAIN_BYTES = 64 << 10;

  private static final byte[] NOTHING = {};

  private long receivedBytes;

  private BodySink() {}

  static BodySink of(BodyPlan.Landing landing) {
    return switch (landing) {
      case BodyPlan.Landing.Into(MemorySegment destination) -> new Segment(destination);
      case BodyPlan.Landing.Collect(int limitBytes) -> new Document(limitBytes);
      case BodyPlan.Landing.Discard _ -> new Drain();
      case BodyPlan.Landing.Later _ -> throw new IllegalStateException("a landing of a landing");
    };
  }

  /// Where the kernel may put the next bytes itself: an empty buffer over the destination's rest,
  /// or null where it may not.
  ByteBuf window() {
    return null;
  }

  /// Takes a piece. `inPlace` says that it came through [#window].
  final void accept(ByteBuf piece, boolean inPlace) {
    int length = piece.readableBytes();
    if (!inPlace) {
      take(piece, receivedBytes);
    }
    receivedBytes += length;
  }

  abstract void take(ByteBuf piece, long offset);

  /// The body has ended: fails unless it is what was wanted.
  void end() {}

  /// Whether going on to read costs more than a new connection.
  boolean isTooMuch() {
    return false;
  }

  /// Whether nobody wants the body.
  boolean isUnwanted() {
    return false;
  }

  byte[] document() {
    return NOTHING;
  }

  long landedBytes() {
    return 0;
  }

  final long receivedBytes() {
    return receivedBytes;
  }

  private static final class Segment extends BodySink {
    /// Far below what a buffer can hold, far above what a socket has.
    private static final long LARGEST_WINDOW_BYTES = 1 << 30;

    private final MemorySegment destination;

    Segment(MemorySegment destination) {
      this.destination = destination;
    }

    @Override
    ByteBuf window() {
      long left = destination.byteSize() - receivedBytes();
      if (left == 0 || !destination.isNative()) {
        return null;
      }
      MemorySegment rest =
          destination.asSlice(receivedBytes(), Math.min(left, LARGEST_WINDOW_BYTES));
      return Unpooled.wrappedBuffer(rest.asByteBuffer()).clear();
    }

    @Override
    void take(ByteBuf piece, long offset) {
      int length = piece.readableBytes();
      if (length > destination.byteSize() - offset) {
        throw Broken.length(String.valueOf(destination.byteSize()), "more");
      }
      ByteBuffer source = piece.nioBuffer();
      MemorySegment.copy(MemorySegment.ofBuffer(source), 0, destination, offset, length);
    }

    @Override
    void end() {
      if (receivedBytes() != destination.byteSize()) {
        throw Broken.length(
            String.valueOf(destination.byteSize()), String.valueOf(receivedBytes()));
      }
    }

    @Override
    long landedBytes() {
      return receivedBytes();
    }
  }

  private static final class Document extends BodySink {
    private final int limitBytes;
    private byte[] bytes = NOTHING;
    private int length;

    Document(int limitBytes) {
      this.limitBytes = limitBytes;
    }

    @Override
    void take(ByteBuf piece, long offset) {
      int more = piece.readableBytes();
      if (more > limitBytes - length) {
        throw Broken.length("at most " + limitBytes, "more");
      }
      if (length + more > bytes.length) {
        int roomy = (int) Math.min(limitBytes, 2L * (length + more));
        bytes = Arrays.copyOf(bytes, length == 0 ? more : roomy);
      }
      piece.readBytes(bytes, length, more);
      length += more;
    }

    @Override
    byte[] document() {
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
  }

  private static final class Drain extends BodySink {
    @Override
    void take(ByteBuf piece, long offset) {}

    @Override
    boolean isUnwanted() {
      return true;
    }

    @Override
    boolean isTooMuch() {
      return receivedBytes() > CHEAP_DRAIN_BYTES;
    }
  }
}
