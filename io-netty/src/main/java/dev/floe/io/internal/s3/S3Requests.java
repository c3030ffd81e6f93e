package dev.floe.io.internal.s3;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.config.StorageSettings;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.UrlEscapes;
import dev.floe.io.internal.reads.PurposeLabels;
import dev.floe.storage.Purpose;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The requests to one bucket.
///
/// @param place where they go
/// @param keys what the storage's keys are in the bucket
/// @param reading fields of every reading request
/// @param writing fields of every writing request
/// @param checksum what is sent with bodies, if anything
/// @param settings storage classes, and whether objects carry metadata
record S3Requests(
    S3Place place,
    S3Keys keys,
    Headers reading,
    Headers writing,
    Optional<ChecksumAlgorithm> checksum,
    StorageSettings settings) {
  /// Those that write for a purpose.
  S3Requests writingFor(Optional<Purpose> purpose) {
    Headers labelled = PurposeLabels.in(writing, purpose);
    return labelled == writing
        ? this
        : new S3Requests(place, keys, reading, labelled, checksum, settings);
  }

  /// The same without checksums of bodies.
  S3Requests unchecked() {
    return new S3Requests(place, keys, reading, writing, Optional.empty(), settings);
  }

  HttpRequest get(String key) {
    return of(Method.GET, target(key, ""), reading);
  }

  HttpRequest head(String key) {
    return of(Method.HEAD, target(key, ""), reading);
  }

  HttpRequest page(String prefix, Optional<String> token) {
    List<String> query = new ArrayList<>(List.of("list-type", "2", "encoding-type", "url"));
    query.addAll(List.of("prefix", keys.wholePrefix(prefix)));
    token.ifPresent(value -> query.addAll(List.of("continuation-token", value)));
    String encoded = UrlEscapes.query(query.toArray(String[]::new));
    return of(Method.GET, place.bucket(encoded), reading);
  }

  /// A whole object in one request.
  ///
  /// @param condition `If-Match` or `If-None-Match`, or nothing
  HttpRequest put(String key, MemorySegment body, PutOptions options, Headers condition) {
    Headers fields = described(options).overriddenBy(condition).overriddenBy(checked(body));
    return with(Method.PUT, target(key, ""), fields, body);
  }

  HttpRequest delete(String key) {
    return of(Method.DELETE, target(key, ""), writing);
  }

  /// @param wholes whole keys in the bucket
  HttpRequest deleteAll(Collection<String> wholes) {
    MemorySegment body = MemorySegment.ofArray(S3Documents.deletion(wholes));
    Headers fields =
        Headers.of("Content-MD5", Checksums.md5(body), "Content-Type", "application/xml");
    return with(Method.POST, place.bucket("delete="), fields.overriddenBy(checked(body)), body);
  }

  /// A copy within the bucket, if the source is at a version.
  HttpRequest copy(String from, String to, Optional<String> etag) {
    Headers fields = Headers.of("x-amz-copy-source", source(from));
    if (etag.isPresent()) {
      fields = fields.and("x-amz-copy-source-if-match", etag.get());
    }
    if (settings.storageClass().isPresent()) {
      fields = fields.and("x-amz-storage-class", settings.storageClass().get());
    }
    return of(Method.PUT, target(to, ""), writing.overriddenBy(fields));
  }

  private String source(String key) {
    return "/" + UrlEscapes.segment(place.bucket()) + "/" + UrlEscapes.path(keys.whole(key));
  }

  /// A part of an object at a version.
  ///
  /// @param range as in a `Range` header
  record CopySource(String key, String etag, String range) {}

  HttpRequest copyPart(String to, String uploadId, int number, CopySource source) {
    Headers fields =
        Headers.of(
            "x-amz-copy-source",
            source(source.key),
            "x-amz-copy-source-if-match",
            source.etag,
            "x-amz-copy-source-range",
            source.range);
    return of(Method.PUT, target(to, part(uploadId, number)), writing.overriddenBy(fields));
  }

  /// @param checked whether its parts will come with checksums, where they are sent at all
  HttpRequest createUpload(String key, PutOptions options, boolean checked) {
    Headers fields = described(options);
    if (checked && checksum.isPresent()) {
      fields = fields.and("x-amz-checksum-algorithm", Checksums.name(checksum.get()));
    }
    return of(Method.POST, target(key, "uploads="), writing.overriddenBy(fields));
  }

  HttpRequest uploadPart(String key, String uploadId, int number, MemorySegment part) {
    return with(Method.PUT, target(key, part(uploadId, number)), checked(part), part);
  }

  private static String part(String uploadId, int number) {
    return UrlEscapes.query("partNumber", Integer.toString(number), "uploadId", uploadId);
  }

  HttpRequest completeUpload(
      String key, String uploadId, List<S3Documents.Part> parts, Headers condition) {
    return with(
        Method.POST,
        target(key, UrlEscapes.query("uploadId", uploadId)),
        condition.and("Content-Type", "application/xml"),
        MemorySegment.ofArray(S3Documents.completion(parts)));
  }

  HttpRequest abortUpload(String key, String uploadId) {
    String query = UrlEscapes.query("uploadId", uploadId);
    return of(Method.DELETE, target(key, query), writing);
  }

  /// The checksum that a request carries, as the document that completes an upload repeats it.
  Optional<S3Documents.Part.Checked> checksumOf(HttpRequest request) {
    return checksum.flatMap(algorithm ->
        request
            .headers()
            .first(Checksums.header(algorithm))
            .map(value ->
                new S3Documents.Part.Checked("Checksum" + Checksums.name(algorithm), value)));
  }

  private String target(String key, String query) {
    return place.object(keys.whole(key), query);
  }

  private HttpRequest of(Method method, String target, Headers fields) {
    return HttpRequest.of(method, place.origin(), target, fields);
  }

  private HttpRequest with(Method method, String target, Headers fields, MemorySegment body) {
    return new HttpRequest(
        method, place.origin(), target, writing.overriddenBy(fields), Optional.of(body));
  }

  /// The checksum that goes with a body.
  private Headers checked(MemorySegment body) {
    return checksum
        .map(algorithm ->
            Headers.of(
                Checksums.header(algorithm),
                Checksums.of(body, algorithm),
                "x-amz-sdk-checksum-algorithm",
                Checksums.name(algorithm)))
        .orElse(Headers.NONE);
  }

  /// Content type, metadata and storage class.
  private Headers described(PutOptions options) {
    List<Headers.Field> fields = new ArrayList<>();
    if (settings.unsafeUseMetadata()) {
      options.contentType().ifPresent(type -> fields.add(new Headers.Field("Content-Type", type)));
      for (Map.Entry<String, String> entry : new TreeMap<>(options.metadata()).entrySet()) {
        fields.add(new Headers.Field("x-amz-meta-" + entry.getKey(), entry.getValue()));
      }
    }
    storageClass(options.kind())
        .ifPresent(name -> fields.add(new Headers.Field("x-amz-storage-class", name)));
    return new Headers(fields);
  }

  private Optional<String> storageClass(PutOptions.ObjectKind kind) {
    return switch (kind) {
      case ROOT -> settings.storageClass();
      case METADATA -> settings.metadataStorageClass().or(settings::storageClass);
      case CHUNK -> settings.chunksStorageClass().or(settings::storageClass);
    };
  }
}
