package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A multipart upload under way. Its bucket's lock guards it; it owns the parts.
record Upload(
    String id,
    String key,
    Instant begun,
    ObjectHeaders about,
    Optional<ChecksumAlgorithm> checksum,
    boolean wholeChecksum,
    NavigableMap<Integer, Part> parts) {
  /// A part that has arrived.
  ///
  /// @param checksums values by header
  record Part(ByteBuf body, String etag, Instant modified, Map<String, String> checksums) {}

  static Upload begin(String id, S3Request request, Instant now) {
    Optional<ChecksumAlgorithm> checksum =
        request
            .header("x-amz-checksum-algorithm")
            .map(name ->
                ChecksumAlgorithm.named(name)
                    .orElseThrow(
                        () -> S3Error.invalidRequest("Checksum algorithm is not supported")));
    String type =
        request
            .header("x-amz-checksum-type")
            .orElse(
                checksum.equals(Optional.of(ChecksumAlgorithm.CRC64NVME))
                    ? "FULL_OBJECT"
                    : "COMPOSITE");
    return new Upload(
        id,
        request.key(),
        now,
        ObjectHeaders.of(request),
        checksum,
        type.equals("FULL_OBJECT"),
        new TreeMap<>());
  }

  /// Takes over the body.
  Part add(int number, Part part) {
    Part previous = parts.put(number, part);
    if (previous != null) {
      previous.body().release();
    }
    return part;
  }

  Upload release() {
    parts.values().forEach(part -> part.body().release());
    parts.clear();
    return this;
  }

  /// The object that chosen parts make.
  ///
  /// @param chosen the records of the request
  StoredObject object(List<Map<String, String>> chosen, long smallestPartBytes, Instant now) {
    List<Part> some = chosen(chosen, smallestPartBytes);
    CompositeByteBuf body = Unpooled.compositeBuffer(Math.max(2, some.size()));
    CompositeByteBuf etags = Unpooled.compositeBuffer(Math.max(2, some.size()));
    try {
      List<Integer> lengths = new ArrayList<>();
      for (Part part : some) {
        body.addComponent(true, part.body().retainedSlice());
        etags.addComponent(true, Unpooled.wrappedBuffer(Digests.HEX.parseHex(part.etag())));
        lengths.add(part.body().readableBytes());
      }
      String etag = Digests.HEX.formatHex(Digests.of("MD5", etags)) + "-" + some.size();
      return new StoredObject(body, etag, now, about, checksums(some, body), lengths);
    } catch (RuntimeException e) {
      body.release();
      throw e;
    } finally {
      etags.release();
    }
  }

  private List<Part> chosen(List<Map<String, String>> chosen, long smallestPartBytes) {
    if (chosen.isEmpty()) {
      throw S3Error.malformedXml();
    }
    List<Part> some = new ArrayList<>();
    int last = 0;
    for (Map<String, String> wanted : chosen) {
      int number = number(wanted.get("PartNumber"));
      if (number <= last) {
        throw new S3Error(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
      }
      last = number;
      Part part = parts.get(number);
      if (part == null || !agree(wanted, part)) {
        throw new S3Error(400, "InvalidPart", "One or more of the parts could not be found.")
            .with("UploadId", id)
            .with("PartNumber", number);
      }
      some.add(part);
    }
    for (Part part : some.subList(0, some.size() - 1)) {
      if (part.body().readableBytes() < smallestPartBytes) {
        throw new S3Error(400, "EntityTooSmall", "Your proposed upload is too small.")
            .with("ProposedSize", part.body().readableBytes())
            .with("MinSizeAllowed", smallestPartBytes);
      }
    }
    return some;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(String.valueOf(text));
    } catch (NumberFormatException _) {
      throw S3Error.malformedXml();
    }
  }

  private static boolean agree(Map<String, String> wanted, Part part) {
    if (!Etags.unquoted(wanted.getOrDefault("ETag", "")).equals(part.etag())) {
      return false;
    }
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String sent = wanted.get(algorithm.element());
      if (sent != null && !sent.equals(part.checksums().get(algorithm.header()))) {
        return false;
      }
    }
    return true;
  }

  private Map<String, String> checksums(List<Part> some, ByteBuf body) {
    if (checksum.isEmpty()) {
      return Map.of();
    }
    ChecksumAlgorithm algorithm = checksum.get();
    if (wholeChecksum) {
      return Map.of(algorithm.header(), algorithm.of(body));
    }
    CompositeByteBuf all = Unpooled.compositeBuffer(Math.max(2, some.size()));
    try {
      for (Part part : some) {
        String one = part.checksums().get(algorithm.header());
        byte[] bytes = Base64.getDecoder().decode(one == null ? algorithm.of(part.body()) : one);
        all.addComponent(true, Unpooled.wrappedBuffer(bytes));
      }
      return Map.of(algorithm.header(), algorithm.of(all) + "-" + some.size());
    } finally {
      all.release();
    }
  }
}
