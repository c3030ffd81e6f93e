package dev.floe.spec.s3;

import java.util.Optional;

/// What must hold of an object that a request replaces or deletes.
///
/// @param absent it must not be there
/// @param etag it must have this one, quoted or not, or any when it is `*`
record WriteCondition(boolean absent, Optional<String> etag) {
  static final WriteCondition NONE = new WriteCondition(false, Optional.empty());

  static WriteCondition of(S3Request request) {
    Optional<String> noneMatch = request.header("if-none-match");
    Optional<String> match = request.header("if-match");
    if (noneMatch.isPresent() && (match.isPresent() || !noneMatch.get().equals("*"))) {
      throw S3Error.notImplemented("A header you provided");
    }
    return new WriteCondition(noneMatch.isPresent(), match);
  }

  boolean any() {
    return absent || etag.isPresent();
  }

  /// Refuses unless it holds.
  ///
  /// @param current null when there is none
  void check(String key, StoredObject current) {
    if (absent && current != null) {
      throw S3Error.preconditionFailed("If-None-Match");
    }
    if (etag.isPresent()) {
      if (current == null) {
        throw S3Error.noSuchKey(key);
      }
      if (!Etags.matches(etag.get(), current.etag())) {
        throw S3Error.preconditionFailed("If-Match");
      }
    }
  }
}
