package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/// Reads of objects: whole, in ranges, by part, or their heads alone.
final class ObjectReads {
  private final Buckets buckets;

  ObjectReads(Buckets buckets) {
    this.buckets = buckets;
  }

  S3Answer get(S3Request request, S3Fault fault) {
    return read(request, fault, true);
  }

  S3Answer head(S3Request request, S3Fault fault) {
    return read(request, fault, false);
  }

  private S3Answer read(S3Request request, S3Fault fault, boolean withBody) {
    StoredObject object = buckets.named(request.bucket()).retained(request.key());
    try {
      if (ReadCondition.of(request).alreadyKnown(object)) {
        return S3Answer.empty(304)
            .with("etag", object.quotedEtag())
            .with("last-modified", Dates.http(object.modified()));
      }
      Optional<BodyRange> range = bent(range(request, object), fault, object);
      S3Answer answer = answer(object, range, withBody);
      describe(request, object, range.isPresent(), answer);
      return answer;
    } finally {
      object.body().release();
    }
  }

  private static S3Answer answer(StoredObject object, Optional<BodyRange> range, boolean withBody) {
    int offset = range.map(BodyRange::offset).orElse(0);
    int length = range.map(BodyRange::length).orElse(object.length());
    ByteBuf body = object.body().slice(object.body().readerIndex() + offset, length);
    S3Answer answer =
        withBody
            ? S3Answer.of(range.isPresent() ? 206 : 200, body.retain())
            : S3Answer.empty(range.isPresent() ? 206 : 200);
    range.ifPresent(r -> answer.with("content-range", r.of(object.length())));
    return answer.with("content-length", length);
  }

  /// A range as a fault has it.
  private static Optional<BodyRange> bent(
      Optional<BodyRange> range, S3Fault fault, StoredObject object) {
    return switch (fault) {
      case S3Fault.IgnoredRange _ -> Optional.empty();
      case S3Fault.ShiftedRange(int bytes) -> range.map(r -> r.shifted(bytes, object.length()));
      default -> range;
    };
  }

  private static Optional<BodyRange> range(S3Request request, StoredObject object) {
    if (!request.has("partNumber")) {
      return BodyRange.of(request.header("range"), object.length());
    }
    if (request.header("range").isPresent()) {
      throw S3Error.invalidRequest("Cannot specify both Range header and partNumber");
    }
    int parts = Math.max(1, object.partLengths().size());
    int number = request.number("partNumber", 1, 10_000, 1);
    if (number > parts) {
      throw new S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
    }
    if (object.partLengths().isEmpty()) {
      return Optional.empty();
    }
    int offset = 0;
    for (int length : object.partLengths().subList(0, number - 1)) {
      offset += length;
    }
    return Optional.of(new BodyRange(offset, object.partLengths().get(number - 1)));
  }

  private static void describe(
      S3Request request, StoredObject object, boolean partial, S3Answer answer) {
    object.about().headers().forEach(answer::with);
    answer
        .with("etag", object.quotedEtag())
        .with("last-modified", Dates.http(object.modified()))
        .with("accept-ranges", "bytes");
    if (!object.about().storageClass().equals("STANDARD")) {
      answer.with("x-amz-storage-class", object.about().storageClass());
    }
    if (request.has("partNumber") && !object.partLengths().isEmpty()) {
      answer.with("x-amz-mp-parts-count", object.partLengths().size());
    }
    if (!partial && request.header("x-amz-checksum-mode").orElse("").equals("ENABLED")) {
      object.checksums().forEach(answer::with);
      boolean composite = object.checksums().values().stream().anyMatch(v -> v.contains("-"));
      if (!object.checksums().isEmpty()) {
        answer.with("x-amz-checksum-type", composite ? "COMPOSITE" : "FULL_OBJECT");
      }
    }
  }
}
