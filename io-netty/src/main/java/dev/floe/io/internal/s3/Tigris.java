package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.Headers;

/// What Tigris wants of requests so that what was written is read, wherever one asks.
final class Tigris {
  static final String ENDPOINT = "https://t3.storage.dev";

  private Tigris() {}

  /// Whether a server is one of Tigris.
  static boolean serves(String endpoint) {
    return endpoint.contains("fly.storage.tigris.dev") || endpoint.contains("t3.storage.dev");
  }

  static Headers reading(String region) {
    return writing(region).and("Cache-Control", "no-cache");
  }

  static Headers writing(String region) {
    return Headers.of("X-Tigris-Regions", region, "X-Tigris-Consistent", "true");
  }
}
