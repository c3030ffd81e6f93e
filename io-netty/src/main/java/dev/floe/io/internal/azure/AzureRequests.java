package dev.floe.io.internal.azure;

import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.UrlEscapes;
import dev.floe.io.internal.reads.PurposeLabels;
import dev.floe.io.internal.remote.EntityTags;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The requests of one container.
///
/// @param container where they go
/// @param accessTier the tier of new blobs of a kind
/// @param sourceQuery what a copy's source needs behind its URL to be read: a shared access
///   signature; empty for nothing
/// @param every fields of every request
record AzureRequests(
    AzureContainer container, AccessTiers accessTier, String sourceQuery, Headers every) {
  /// The access tier of new blobs, by what they are for.
  @FunctionalInterface
  interface AccessTiers {
    Optional<String> of(PutOptions.ObjectKind kind);
  }

  /// Spoken by the service since the end of 2023.
  static final String API_VERSION = "2023-11-03";

  /// A user's metadata goes under names that begin so.
  static final String METADATA = "x-ms-meta-";

  /// The bytes of a blob.
  HttpRequest read(String key) {
    return request(Method.GET, container.blobTarget(key), Headers.NONE);
  }

  /// What is known of a blob.
  HttpRequest head(String key) {
    return request(Method.HEAD, container.blobTarget(key), Headers.NONE);
  }

  /// A page of the blobs below a prefix.
  HttpRequest page(String prefix, Optional<String> marker) {
    String full = container.prefix().isEmpty() ? prefix : container.name(prefix);
    List<String> query =
        new ArrayList<>(List.of("restype", "container", "comp", "list", "maxresults", "5000"));
    if (!full.isEmpty()) {
      query.addAll(List.of("prefix", full.endsWith("/") ? full : full + "/"));
    }
    marker.ifPresent(value -> query.addAll(List.of("marker", value)));
    String target = container.containerTarget(UrlEscapes.query(query.toArray(String[]::new)));
    return request(Method.GET, target, Headers.NONE);
  }

  /// Writes a blob in one piece.
  HttpRequest put(String key, MemorySegment body, PutOptions options) {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("x-ms-blob-type", "BlockBlob");
    fields.put("Content-Type", options.contentType().orElse("application/octet-stream"));
    for (Map.Entry<String, String> entry : options.metadata().entrySet()) {
      fields.put(METADATA + entry.getKey(), entry.getValue());
    }
    accessTier.of(options.kind()).ifPresent(tier -> fields.put("x-ms-access-tier", tier));
    switch (options.precondition()) {
      case Precondition.None _ -> {}
      case Precondition.Absent _ -> fields.put("If-None-Match", "*");
      case Precondition.At(ObjectVersion version) ->
          fields.put("If-Match", EntityTags.condition(version).orElseThrow());
    }
    return new HttpRequest(
        Method.PUT,
        container.origin(),
        container.blobTarget(key),
        PurposeLabels.in(versioned(headers(fields)), options.purpose()),
        Optional.of(body));
  }

  /// Begins a copy, which within an account is done at once as a rule.
  HttpRequest copy(String from, String to, Precondition condition) {
    TreeMap<String, String> fields = new TreeMap<>();
    String query = sourceQuery.isEmpty() ? "" : "?" + sourceQuery;
    fields.put("x-ms-copy-source", container.origin() + container.blobTarget(from) + query);
    if (condition instanceof Precondition.At(ObjectVersion version)) {
      fields.put("x-ms-source-if-match", EntityTags.condition(version).orElseThrow());
    }
    return new HttpRequest(
        Method.PUT,
        container.origin(),
        container.blobTarget(to),
        versioned(headers(fields)),
        Optional.of(MemorySegment.ofArray(new byte[0])));
  }

  /// Deletes a blob with what hangs on it.
  HttpRequest delete(String key) {
    return request(
        Method.DELETE, container.blobTarget(key), Headers.of("x-ms-delete-snapshots", "include"));
  }

  private HttpRequest request(Method method, String target, Headers headers) {
    return HttpRequest.of(method, container.origin(), target, versioned(headers));
  }

  private Headers versioned(Headers headers) {
    return every.overriddenBy(headers).and("x-ms-version", API_VERSION);
  }

  /// Without the query, which is a secret.
  @Override
  public String toString() {
    return "AzureRequests[" + container + "]";
  }

  private static Headers headers(Map<String, String> fields) {
    List<Headers.Field> list = new ArrayList<>();
    fields.forEach((name, value) -> list.add(new Headers.Field(name, value)));
    return new Headers(list);
  }
}
