package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Hands the kernel the memory for what it has received: a small buffer while a head is expected,
/// the destination itself for a body that lands, a large buffer for any other.
///
/// ```
/// wire    HTTP/1.1 206 …  body bytes ………………………………………… HTTP/1.1 …
/// buffer  |── 4 KiB ───|── the destination's rest ──|── 4 KiB
/// ```
final class ReceiveBuffers implements RecvByteBufAllocator {
  private static final int HEAD_BYTES = 4 << 10;

  /// A record of TLS, which may hold the beginning of a body that nobody knows the place of yet.
  private static final int RECORD_BYTES = 17 << 10;

  private static final int BODY_BYTES = 256 << 10;

  /// After so many reads of one connection the others have their turn.
  private static final int READS_IN_A_ROW = 16;

  /// What is to be received; asked on the event loop.
  interface Source {
    /// Whether bytes are wanted at all.
    boolean wantsBytes();

    /// Whether a head is next.
    boolean awaitsHead();

    /// Whether what is received passes through other memory in any case.
    boolean isCopied();

    /// An empty buffer over memory that the next bytes belong to, or null.
    ByteBuf window();
  }

  private final Source source;
  private boolean inPlace;

  ReceiveBuffers(Source source) {
    this.source = source;
  }

  /// Whether what is being received lies where it belongs.
  boolean isInPlace() {
    return inPlace;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface says so of itself, and has no other method
  public Handle newHandle() {
    return new Reading();
  }

  private final class Reading implements ExtendedHandle {
    private int attempted;
    private int received;
    private int reads;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      ByteBuf window = source.window();
      inPlace = window != null;
      return inPlace ? window : allocator.ioBuffer(guess());
    }

    @Override
    public int guess() {
      if (!source.awaitsHead()) {
        return BODY_BYTES;
      }
      return source.isCopied() ? RECORD_BYTES : HEAD_BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {
      reads = 0;
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      received = bytes;
    }

    @Override
    public int lastBytesRead() {
      return received;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return received == attempted && mayGoOn();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return maybeMore.get() && mayGoOn();
    }

    /// After the last byte of an answer there is nothing to read until the next was asked for.
    private boolean mayGoOn() {
      return received > 0 && reads < READS_IN_A_ROW && source.wantsBytes() && !source.awaitsHead();
    }

    @Override
    public void readComplete() {}
  }
}
