package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Finds out whether keys at the root of a bucket begin with a slash, as they did long ago
/// (reference §6.4).
///
/// @param plain the bucket with keys as they are today
/// @param rooted the bucket with keys that begin with a slash
record S3Layout(S3Store plain, S3Store rooted) {
  /// Objects of which every repository has one.
  private static final List<String> ANCHORS = List.of("repo", "refs/branch.main/ref.json");

  private record Found(Optional<ObjectInfo> clean, Optional<ObjectInfo> rooted) {
    boolean isOne() {
      return clean.isPresent() && rooted.isPresent() && etag(clean).equals(etag(rooted));
    }

    private static Optional<String> etag(Optional<ObjectInfo> info) {
      return info.flatMap(ObjectInfo::version).flatMap(ObjectVersion::etag);
    }
  }

  /// Asks the bucket: the keys of its objects, those of today if there are none.
  CompletableFuture<S3Keys> asked() {
    List<CompletableFuture<Found>> probes =
        ANCHORS.stream()
            .map(anchor ->
                plain.info(anchor).thenCombine(rooted.infoUnlessRefused(anchor), Found::new))
            .toList();
    return CompletableFuture.allOf(probes.toArray(CompletableFuture[]::new))
        .thenApply(_ -> decided(probes.stream().map(CompletableFuture::join).toList()));
  }

  private S3Keys decided(List<Found> found) {
    if (found.stream().anyMatch(Found::isOne)) {
      return plain.keys(); // a store that drops slashes
    }
    boolean clean = any(found.stream().map(Found::clean));
    boolean slashed = any(found.stream().map(Found::rooted));
    if (clean && slashed) {
      throw new StorageException(
          ErrorKind.STORAGE_CONFIG,
          "",
          "storage "
              + plain.location()
              + ": expected keys with or without a leading slash, found both; say which with"
              + " legacy-rooted-keys=true or false");
    }
    return (slashed ? rooted : plain).keys();
  }

  private static boolean any(Stream<Optional<ObjectInfo>> found) {
    return found.anyMatch(Optional::isPresent);
  }
}
