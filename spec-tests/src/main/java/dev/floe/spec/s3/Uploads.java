package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Multipart uploads.
final class Uploads {
  private static final int MOST_PARTS = 10_000;

  private final Buckets buckets;
  private final InstantSource clock;
  private final long smallestPartBytes;
  private final AtomicLong ids = new AtomicLong();

  Uploads(Buckets buckets, S3ServerOptions options) {
    this.buckets = buckets;
    this.clock = options.clock();
    this.smallestPartBytes = options.smallestPartBytes();
  }

  S3Answer create(S3Request request) {
    Bucket bucket = buckets.named(request.bucket());
    String id = String.format(Locale.ROOT, "upload-%016x", ids.incrementAndGet());
    Upload upload = Upload.begin(id, request, clock.instant());
    bucket.add(upload);
    Xml xml =
        Xml.result("InitiateMultipartUploadResult")
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("UploadId", id);
    S3Answer answer = S3Answer.xml(200, xml.end());
    upload
        .checksum()
        .ifPresent(algorithm ->
            answer
                .with("x-amz-checksum-algorithm", algorithm.name())
                .with("x-amz-checksum-type", upload.wholeChecksum() ? "FULL_OBJECT" : "COMPOSITE"));
    return answer;
  }

  S3Answer part(S3Request request, SentBody sent) {
    Upload.Part part = add(request, sent.content(), sent.checksums());
    S3Answer answer = S3Answer.empty(200).with("etag", "\"" + part.etag() + "\"");
    sent.checksums().forEach(answer::with);
    return answer;
  }

  S3Answer partCopy(S3Request request) {
    buckets.named(request.bucket());
    StoredObject source = CopySource.of(request).retained(buckets);
    try {
      if (ReadCondition.ofCopySource(request).alreadyKnown(source)) {
        throw S3Error.preconditionFailed("x-amz-copy-source-If-None-Match");
      }
      BodyRange range =
          BodyRange.of(request.header("x-amz-copy-source-range"), source.length())
              .orElse(new BodyRange(0, source.length()));
      ByteBuf body = source.body().slice(range.offset(), range.length());
      Upload.Part part = add(request, body, Map.of());
      Xml xml =
          Xml.result("CopyPartResult")
              .text("ETag", "\"" + part.etag() + "\"")
              .text("LastModified", Dates.listed(part.modified()));
      return S3Answer.xml(200, xml.end());
    } finally {
      source.body().release();
    }
  }

  private Upload.Part add(S3Request request, ByteBuf content, Map<String, String> checksums) {
    int number = request.number("partNumber", 1, MOST_PARTS, 0);
    if (number == 0) {
      throw S3Error.invalidArgument("partNumber", "");
    }
    String etag = Digests.HEX.formatHex(Digests.of("MD5", content));
    return buckets
        .named(request.bucket())
        .inUpload(
            id(request),
            request.key(),
            upload -> {
              Map<String, String> all = new LinkedHashMap<>(checksums);
              upload.checksum().ifPresent(c -> all.computeIfAbsent(c.header(), _ -> c.of(content)));
              return upload.add(
                  number, new Upload.Part(content.retain(), etag, clock.instant(), all));
            });
  }

  private static String id(S3Request request) {
    return request.parameter("uploadId").orElseThrow();
  }

  S3Answer complete(S3Request request, SentBody sent) {
    byte[] document = new byte[sent.content().readableBytes()];
    sent.content().getBytes(sent.content().readerIndex(), document);
    List<Map<String, String>> parts =
        Xml.read(document, "CompleteMultipartUpload", "Part").records();
    StoredObject object =
        buckets
            .named(request.bucket())
            .complete(
                id(request),
                request.key(),
                upload -> checked(upload.object(parts, smallestPartBytes, clock.instant()), sent),
                WriteCondition.of(request));
    Xml xml =
        Xml.result("CompleteMultipartUploadResult")
            .text("Location", "/" + request.bucket() + "/" + request.key())
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("ETag", object.quotedEtag());
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String value = object.checksums().get(algorithm.header());
      if (value != null) {
        xml.text(algorithm.element(), value);
      }
    }
    return S3Answer.xml(200, xml.end());
  }

  /// The checksum that a completion names must be the one that was calculated.
  private static StoredObject checked(StoredObject object, SentBody sent) {
    for (Map.Entry<String, String> checksum : sent.checksums().entrySet()) {
      String calculated = object.checksums().get(checksum.getKey());
      String value = checksum.getValue();
      if (calculated != null && !calculated.equals(value)) {
        object.body().release();
        throw new S3Error(
            400,
            "BadDigest",
            "The "
                + checksum.getKey()
                + " you specified did not"
                + " match the calculated checksum: sent "
                + value
                + ", calculated "
                + calculated);
      }
    }
    return object;
  }

  S3Answer abort(S3Request request) {
    buckets.named(request.bucket()).abort(id(request), request.key());
    return S3Answer.empty(204);
  }

  S3Answer parts(S3Request request) {
    int marker = request.number("part-number-marker", 0, MOST_PARTS, 0);
    int most = Math.min(1000, request.number("max-parts", 0, Integer.MAX_VALUE, 1000));
    Xml xml =
        Xml.result("ListPartsResult")
            .text("Bucket", request.bucket())
            .text("Key", request.key())
            .text("UploadId", id(request))
            .text("PartNumberMarker", marker)
            .text("MaxParts", most);
    return buckets
        .named(request.bucket())
        .inUpload(
            id(request),
            request.key(),
            upload -> S3Answer.xml(200, page(upload, marker, most, xml)));
  }

  private static Xml page(Upload upload, int marker, int most, Xml xml) {
    Map<Integer, Upload.Part> rest = upload.parts().tailMap(marker, false);
    int last = marker;
    int count = 0;
    for (Map.Entry<Integer, Upload.Part> part : rest.entrySet()) {
      if (count++ == most) {
        break;
      }
      last = part.getKey();
      xml.start("Part")
          .text("PartNumber", last)
          .text("LastModified", Dates.listed(part.getValue().modified()))
          .text("ETag", "\"" + part.getValue().etag() + "\"")
          .text("Size", part.getValue().body().readableBytes())
          .end();
    }
    return xml.text("NextPartNumberMarker", last)
        .text("IsTruncated", rest.size() > most)
        .text("StorageClass", upload.about().storageClass())
        .end();
  }

  S3Answer list(S3Request request) {
    String prefix = request.parameter("prefix").orElse("");
    Xml xml =
        Xml.result("ListMultipartUploadsResult")
            .text("Bucket", request.bucket())
            .text("Prefix", prefix)
            .text("IsTruncated", false);
    for (Upload upload : buckets.named(request.bucket()).uploads()) {
      if (upload.key().startsWith(prefix)) {
        xml.start("Upload")
            .text("Key", upload.key())
            .text("UploadId", upload.id())
            .text("Initiated", Dates.listed(upload.begun()))
            .text("StorageClass", upload.about().storageClass())
            .end();
      }
    }
    return S3Answer.xml(200, xml.end());
  }
}
