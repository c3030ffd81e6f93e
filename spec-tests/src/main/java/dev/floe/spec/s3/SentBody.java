package dev.floe.spec.s3;

import dev.floe.spec.s3.Authentication.Verified;
import io.netty.buffer.ByteBuf;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The body of a request once its framing is gone and every digest that came with it is checked.
/// Whoever holds it releases the content.
///
/// @param checksums values by header, of those that were sent
record SentBody(ByteBuf content, Map<String, String> checksums) {
  private static final String NOTHING_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /// @param raw the body as it came; stays the caller's
  static SentBody of(S3Request request, Optional<Verified> verified, ByteBuf raw) {
    String payload =
        verified
            .map(Verified::payload)
            .or(() -> request.header("x-amz-content-sha256"))
            .orElse(Authentication.UNSIGNED);
    Map<String, String> checksums = new LinkedHashMap<>();
    ByteBuf content;
    if (payload.startsWith("STREAMING-")) {
      AwsChunks chunks = new AwsChunks(request, verified, payload);
      content = chunks.decoded(raw);
      checksums.putAll(chunks.trailers());
    } else {
      checkDigest(payload, raw);
      content = raw.retain();
    }
    try {
      request.header("content-md5").ifPresent(md5 -> checkMd5(md5, content));
      for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
        request.header(algorithm.header()).ifPresent(v -> checksums.put(algorithm.header(), v));
        String sent = checksums.get(algorithm.header());
        // what comes with a completion is the checksum of the object
        if (sent != null && request.operation() != S3Operation.COMPLETE_UPLOAD) {
          check(algorithm, sent, content);
        }
      }
      return new SentBody(content, checksums);
    } catch (RuntimeException e) {
      content.release();
      throw e;
    }
  }

  private static void checkDigest(String payload, ByteBuf raw) {
    if (payload.equals(Authentication.UNSIGNED)) {
      return;
    }
    String computed =
        raw.isReadable() ? Digests.HEX.formatHex(Digests.of("SHA-256", raw)) : NOTHING_SHA256;
    if (!computed.equals(payload)) {
      throw new S3Error(
              400,
              "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.")
          .with("ClientComputedContentSHA256", payload)
          .with("S3ComputedContentSHA256", computed);
    }
  }

  private static void checkMd5(String sent, ByteBuf content) {
    if (!Base64.getEncoder().encodeToString(Digests.of("MD5", content)).equals(sent)) {
      throw new S3Error(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static void check(ChecksumAlgorithm algorithm, String sent, ByteBuf content) {
    String computed = algorithm.of(content);
    if (!computed.equals(sent)) {
      throw new S3Error(
          400,
          "BadDigest",
          "The "
              + algorithm
              + " you specified did not match the calculated checksum: sent "
              + sent
              + ", calculated "
              + computed);
    }
  }
}
