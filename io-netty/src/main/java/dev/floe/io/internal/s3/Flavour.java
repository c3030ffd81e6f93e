package dev.floe.io.internal.s3;

/// Stores that speak like S3 and are opened in ways of their own.
public enum Flavour {
  /// AWS, and every server that is reached by an endpoint.
  S3,
  /// Cloudflare R2: an account's endpoint, region `auto`, the bucket in the path.
  R2,
  /// Tigris: consistent everywhere only if every request names a region.
  TIGRIS;

  /// The scheme of its URLs.
  public String scheme() {
    return switch (this) {
      case S3 -> "s3";
      case R2 -> "r2";
      case TIGRIS -> "tigris";
    };
  }
}
