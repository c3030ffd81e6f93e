package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Whether keys at the root of a bucket begin with a slash, as they did long ago. Asked of the
/// bucket once, when the first operation comes, and only where nobody said it and there is no
/// prefix (reference §6.4). An answer that failed is asked for again.
final class S3Layout {
  /// Objects of which every repository has one.
  private static final List<String> ANCHORS = List.of("repo", "refs/branch.main/ref.json");

  private final S3Heads heads;
  private final S3Keys plain;
  private final String location;
  private CompletableFuture<S3Keys> known;

  /// @param plain the keys as they are today
  /// @param rooted what somebody said; empty to find out
  S3Layout(S3Heads heads, S3Keys plain, Optional<Boolean> rooted, String location) {
    this.heads = heads;
    this.plain = plain;
    this.location = location;
    if (!plain.lead().isEmpty() || plain.foreign() || rooted.isPresent()) {
      this.known = CompletableFuture.completedFuture(rooted.orElse(false) ? plain.rooted() : plain);
    }
  }

  /// The keys of the bucket.
  CompletableFuture<S3Keys> keys() {
    synchronized (this) {
      if (known == null || known.isCompletedExceptionally()) {
        known = probe();
      }
      return known;
    }
  }

  private record Found(Optional<ObjectInfo> clean, Optional<ObjectInfo> rooted) {
    boolean isOne() {
      return clean.isPresent() && rooted.isPresent() && etag(clean).equals(etag(rooted));
    }

    private static Optional<String> etag(Optional<ObjectInfo> info) {
      return info.flatMap(ObjectInfo::version).flatMap(ObjectVersion::etag);
    }
  }

  private CompletableFuture<S3Keys> probe() {
    List<CompletableFuture<Found>> probes = ANCHORS.stream().map(this::probe).toList();
    return CompletableFuture.allOf(probes.toArray(CompletableFuture[]::new))
        .thenApply(_ -> decided(probes.stream().map(CompletableFuture::join).toList()));
  }

  private CompletableFuture<Found> probe(String anchor) {
    String rooted = plain.rooted().whole(anchor);
    return heads.head(anchor, anchor).thenCombine(heads.headOrRefused(rooted, anchor), Found::new);
  }

  private S3Keys decided(List<Found> found) {
    if (found.stream().anyMatch(Found::isOne)) {
      return plain;
    }
    boolean clean = any(found.stream().map(Found::clean));
    boolean rooted = any(found.stream().map(Found::rooted));
    if (clean && rooted) {
      throw new StorageException(
          ErrorKind.STORAGE_CONFIG,
          "",
          "storage "
              + location
              + ": expected keys with or without a leading slash, found both; say which with"
              + " legacy-rooted-keys=true or false");
    }
    return rooted ? plain.rooted() : plain;
  }

  private static boolean any(Stream<Optional<ObjectInfo>> found) {
    return found.anyMatch(Optional::isPresent);
  }
}
