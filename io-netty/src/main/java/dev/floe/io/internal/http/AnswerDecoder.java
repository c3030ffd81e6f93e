package dev.floe.io.internal.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/// Netty's decoder, strict: what could be read in two ways is refused.
final class AnswerDecoder extends HttpResponseDecoder {
  private static final int LONGEST_LINE_BYTES = 8 << 10;
  private static final int LONGEST_HEAD_BYTES = 64 << 10;

  private boolean answersHead;

  AnswerDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE_BYTES)
            .setMaxHeaderSize(LONGEST_HEAD_BYTES)
            .setMaxChunkSize(Integer.MAX_VALUE)
            .setStrictLineParsing(true)
            .setAllowDuplicateContentLengths(false));
  }

  /// Whether the next answer is to a `HEAD` request, and so has no body.
  void expect(boolean newAnswersHead) {
    this.answersHead = newAnswersHead;
  }

  /// Bytes that came and are not decoded yet.
  int pendingBytes() {
    return actualReadableBytes();
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return answersHead || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
