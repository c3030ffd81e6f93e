package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Writes, copies and deletions of single objects.
final class ObjectWrites {
  private final Buckets buckets;
  private final InstantSource clock;
  private final long largestCopyBytes;

  ObjectWrites(Buckets buckets, S3ServerOptions options) {
    this.buckets = buckets;
    this.clock = options.clock();
    this.largestCopyBytes = options.largestCopyBytes();
  }

  S3Answer put(S3Request request, SentBody sent) {
    Bucket bucket = buckets.named(request.bucket());
    WriteCondition condition = WriteCondition.of(request);
    ObjectHeaders about = ObjectHeaders.of(request);
    String etag = Digests.HEX.formatHex(Digests.of("MD5", sent.content()));
    ByteBuf body = sent.content().retain();
    StoredObject object =
        new StoredObject(body, etag, clock.instant(), about, sent.checksums(), List.of());
    owned(body, () -> bucket.put(request.key(), object, condition));
    S3Answer answer = S3Answer.empty(200).with("etag", object.quotedEtag());
    sent.checksums().forEach(answer::with);
    return answer;
  }

  /// Puts a body into a bucket, or releases it.
  private static void owned(ByteBuf body, Runnable put) {
    try {
      put.run();
    } catch (RuntimeException e) {
      body.release();
      throw e;
    }
  }

  S3Answer copy(S3Request request) {
    Bucket bucket = buckets.named(request.bucket());
    CopySource source = CopySource.of(request);
    WriteCondition condition = WriteCondition.of(request);
    StoredObject object = source.retained(buckets);
    try {
      if (ReadCondition.ofCopySource(request).alreadyKnown(object)) {
        throw S3Error.preconditionFailed("x-amz-copy-source-If-None-Match");
      }
      if (object.length() > largestCopyBytes) {
        throw S3Error.invalidRequest(
            "The specified copy source is larger than the maximum allowable size for a copy"
                + " source: "
                + largestCopyBytes);
      }
    } catch (S3Error e) {
      object.body().release();
      throw e;
    }
    owned(
        object.body(), () -> bucket.put(request.key(), copied(request, source, object), condition));
    Xml xml =
        Xml.result("CopyObjectResult")
            .text("ETag", object.quotedEtag())
            .text("LastModified", Dates.listed(clock.instant()));
    return S3Answer.xml(200, xml.end());
  }

  private StoredObject copied(S3Request request, CopySource source, StoredObject object) {
    String directive = request.header("x-amz-metadata-directive").orElse("COPY");
    boolean replace = directive.equals("REPLACE");
    if (!replace && !directive.equals("COPY")) {
      throw S3Error.invalidArgument("x-amz-metadata-directive", directive);
    }
    boolean same = source.bucket().equals(request.bucket()) && source.key().equals(request.key());
    if (same && !replace && request.header("x-amz-storage-class").isEmpty()) {
      throw S3Error.invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself"
              + " without changing the object's metadata or storage class.");
    }
    ObjectHeaders sent = ObjectHeaders.of(request);
    ObjectHeaders about = replace ? sent : object.about().withStorageClass(sent.storageClass());
    Instant now = clock.instant();
    return object.about(about, now);
  }

  S3Answer delete(S3Request request) {
    WriteCondition condition = WriteCondition.of(request);
    if (condition.absent()) {
      throw S3Error.notImplemented("A header you provided");
    }
    buckets.named(request.bucket()).delete(request.key(), condition);
    return S3Answer.empty(204);
  }
}
