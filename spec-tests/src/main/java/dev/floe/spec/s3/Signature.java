package dev.floe.spec.s3;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A signature of version 4 that a request carries, and what it was made with.
///
/// @param scope date, region, service and `aws4_request`
/// @param timestamp of the request, as it was sent
record Signature(
    String accessKey, List<String> scope, List<String> headers, String value, String timestamp) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  String scopeText() {
    return String.join("/", scope);
  }

  /// The key of this scope.
  byte[] key(String secret) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : scope) {
      key = Digests.hmac(key, part);
    }
    return key;
  }

  /// What is signed of a request.
  String toSign(String canonicalRequest) {
    return String.join(
        "\n", ALGORITHM, timestamp, scopeText(), Digests.sha256Hex(canonicalRequest));
  }

  static String sign(byte[] key, String text) {
    return Digests.HEX.formatHex(Digests.hmac(key, text));
  }
}
