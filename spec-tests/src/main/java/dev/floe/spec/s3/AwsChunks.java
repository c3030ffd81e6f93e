package dev.floe.spec.s3;

import dev.floe.spec.s3.Authentication.Verified;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The framing of streamed uploads.
///
/// ```text
/// 10000;chunk-signature=<64 hex>\r\n <65536 bytes> \r\n      without ;… when chunks are unsigned
/// 0;chunk-signature=<64 hex>\r\n
/// x-amz-checksum-crc32:…\r\n                                 trailers, where announced
/// x-amz-trailer-signature:<64 hex>\r\n                       where signed
/// \r\n
/// ```
final class AwsChunks {
  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
  private static final int LONGEST_LINE = 4096;

  private final S3Request request;
  private final Optional<Verified> verified;
  private final boolean signed;
  private final boolean trailing;
  private final Map<String, String> trailers = new LinkedHashMap<>();
  private String previous;

  AwsChunks(S3Request request, Optional<Verified> verified, String payload) {
    this.request = request;
    this.verified = verified;
    this.signed = payload.equals(SIGNED) || payload.equals(SIGNED_TRAILER);
    this.trailing = payload.equals(SIGNED_TRAILER) || payload.equals(UNSIGNED_TRAILER);
    this.previous = verified.map(v -> v.signature().value()).orElse("");
    if (!signed && !trailing) {
      throw S3Error.invalidArgument("x-amz-content-sha256", payload);
    }
  }

  /// What came behind the last chunk, by lower-case name.
  Map<String, String> trailers() {
    return trailers;
  }

  /// A new buffer with the content.
  ByteBuf decoded(ByteBuf raw) {
    int length = decodedLength();
    ByteBuf in = raw.duplicate();
    ByteBuf out = raw.alloc().directBuffer(Math.max(1, Math.min(length, raw.readableBytes())));
    try {
      int size;
      do {
        size = chunk(in, out);
      } while (size > 0);
      trailers(in);
      if (out.readableBytes() != length || in.isReadable()) {
        throw incomplete();
      }
      return out;
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
  }

  private int decodedLength() {
    String text =
        request
            .header("x-amz-decoded-content-length")
            .orElseThrow(() ->
                new S3Error(
                    411,
                    "MissingContentLength",
                    "You must provide the x-amz-decoded-content-length HTTP header."));
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException _) {
      throw S3Error.invalidArgument("x-amz-decoded-content-length", text);
    }
  }

  private static S3Error incomplete() {
    return new S3Error(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header.");
  }

  private int chunk(ByteBuf in, ByteBuf out) {
    String head = line(in);
    int semicolon = head.indexOf(';');
    int size = size(semicolon < 0 ? head : head.substring(0, semicolon));
    if (size > in.readableBytes()) {
      throw incomplete();
    }
    ByteBuf content = in.readSlice(size);
    if (signed) {
      String sent = head.substring(semicolon + 1);
      if (!sent.startsWith("chunk-signature=")) {
        throw incomplete();
      }
      checkChunk(sent.substring("chunk-signature=".length()), content);
    }
    out.writeBytes(content);
    if (size > 0 && !line(in).isEmpty()) {
      throw incomplete();
    }
    return size;
  }

  private static int size(String hex) {
    try {
      int size = Integer.parseInt(hex, 16);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw incomplete();
  }

  private void checkChunk(String sent, ByteBuf content) {
    if (verified.isPresent()) {
      checkSignature(
          sent,
          "AWS4-HMAC-SHA256-PAYLOAD",
          Digests.sha256Hex("") + "\n" + Digests.HEX.formatHex(Digests.of("SHA-256", content)));
    }
  }

  private void checkSignature(String sent, String algorithm, String rest) {
    Signature request = verified.orElseThrow().signature();
    String toSign =
        String.join("\n", algorithm, request.timestamp(), request.scopeText(), previous, rest);
    if (!Signature.sign(verified.get().key(), toSign).equals(sent)) {
      throw new S3Error(
              403,
              "SignatureDoesNotMatch",
              "The signature of a chunk we calculated does not match the one you provided.")
          .with("StringToSign", toSign)
          .with("SignatureProvided", sent);
    }
    previous = sent;
  }

  private void trailers(ByteBuf in) {
    StringBuilder canonical = new StringBuilder();
    String signature = null;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || !trailing) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals(TRAILER_SIGNATURE)) {
        signature = value;
      } else {
        trailers.put(name, value);
        canonical.append(name).append(':').append(value).append('\n');
      }
    }
    List<String> announced =
        request.header("x-amz-trailer").stream()
            .flatMap(text -> List.of(text.toLowerCase(Locale.ROOT).split(",")).stream())
            .map(String::strip)
            .toList();
    if (!announced.equals(List.copyOf(trailers.keySet()))) {
      throw malformedTrailer();
    }
    if (signed && trailing && verified.isPresent()) {
      checkSignature(
          String.valueOf(signature),
          "AWS4-HMAC-SHA256-TRAILER",
          Digests.sha256Hex(canonical.toString()));
    }
  }

  private static S3Error malformedTrailer() {
    return new S3Error(
        400,
        "MalformedTrailerError",
        "The request contained trailing data that was not announced.");
  }

  private static String line(ByteBuf in) {
    int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int length = end - in.readerIndex();
    if (end < 0 || length < 1 || length > LONGEST_LINE || in.getByte(end - 1) != '\r') {
      throw incomplete();
    }
    String line = in.toString(in.readerIndex(), length - 1, StandardCharsets.ISO_8859_1);
    in.readerIndex(end + 1);
    return line;
  }
}
