package dev.floe.spec.s3;

import java.time.Instant;
import java.util.Optional;

/// The conditions of a read, in the order of RFC 9110.
record ReadCondition(
    Optional<String> match,
    Optional<String> noneMatch,
    Optional<Instant> unmodifiedSince,
    Optional<Instant> modifiedSince) {

  static ReadCondition of(S3Request request) {
    return of(request, "");
  }

  static ReadCondition ofCopySource(S3Request request) {
    return of(request, "x-amz-copy-source-");
  }

  private static ReadCondition of(S3Request request, String prefix) {
    return new ReadCondition(
        request.header(prefix + "if-match"),
        request.header(prefix + "if-none-match"),
        request.header(prefix + "if-unmodified-since").flatMap(Dates::ofHttp),
        request.header(prefix + "if-modified-since").flatMap(Dates::ofHttp));
  }

  /// Refuses with 412 an object that is not the one that is wanted.
  ///
  /// @return whether the client has it already
  boolean alreadyKnown(StoredObject object) {
    Instant modified = Dates.seconds(object.modified());
    if (match.isPresent()) {
      if (!Etags.matches(match.get(), object.etag())) {
        throw S3Error.preconditionFailed("If-Match");
      }
    } else if (unmodifiedSince.isPresent() && modified.isAfter(unmodifiedSince.get())) {
      throw S3Error.preconditionFailed("If-Unmodified-Since");
    }
    if (noneMatch.isPresent()) {
      return Etags.matches(noneMatch.get(), object.etag());
    }
    return modifiedSince.isPresent() && !modified.isAfter(modifiedSince.get());
  }
}
