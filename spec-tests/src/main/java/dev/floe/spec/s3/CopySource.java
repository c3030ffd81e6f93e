package dev.floe.spec.s3;

/// Where a copy takes its bytes from.
record CopySource(String bucket, String key) {
  /// Reads `x-amz-copy-source`: `bucket/key` or `/bucket/key`, percent-encoded.
  static CopySource of(S3Request request) {
    String header = request.header("x-amz-copy-source").orElse("");
    int version = header.indexOf("?versionId=");
    if (version >= 0 && !header.endsWith("?versionId=null")) {
      throw S3Error.notImplemented("A version of an object");
    }
    String path = Escapes.decoded(version < 0 ? header : header.substring(0, version), false);
    path = path.startsWith("/") ? path.substring(1) : path;
    int slash = path.indexOf('/');
    if (slash < 1 || slash == path.length() - 1) {
      throw S3Error.invalidArgument("x-amz-copy-source", header);
    }
    return new CopySource(path.substring(0, slash), path.substring(slash + 1));
  }

  StoredObject retained(Buckets buckets) {
    return buckets.named(bucket).retained(key);
  }
}
