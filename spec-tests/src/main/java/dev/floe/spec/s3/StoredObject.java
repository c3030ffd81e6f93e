package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// An object as it is kept. Its bucket owns the body; a reader retains it.
///
/// @param etag without quotes
/// @param checksums values by header
/// @param partLengths of a multipart upload, in order; empty for a single put
record StoredObject(
    ByteBuf body,
    String etag,
    Instant modified,
    ObjectHeaders about,
    Map<String, String> checksums,
    List<Integer> partLengths,
    int length) {
  StoredObject(
      ByteBuf body,
      String etag,
      Instant modified,
      ObjectHeaders about,
      Map<String, String> checksums,
      List<Integer> partLengths) {
    this(body, etag, modified, about, checksums, partLengths, body.readableBytes());
  }

  String quotedEtag() {
    return "\"" + etag + "\"";
  }

  StoredObject about(ObjectHeaders headers, Instant moment) {
    return new StoredObject(body, etag, moment, headers, checksums, partLengths);
  }
}
