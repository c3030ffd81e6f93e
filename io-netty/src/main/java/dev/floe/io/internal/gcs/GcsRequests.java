package dev.floe.io.internal.gcs;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.UrlEscapes;
import dev.floe.io.internal.reads.PurposeLabels;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.Purpose;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The requests of one bucket.
///
/// @param bucket where they go
/// @param reading fields of every reading request
/// @param writing fields of every writing request
/// @param storageClass the class of new objects of a kind
record GcsRequests(
    GcsBucket bucket, Headers reading, Headers writing, StorageClasses storageClass) {
  /// The storage class of new objects, by what they are for.
  @FunctionalInterface
  interface StorageClasses {
    Optional<String> of(PutOptions.ObjectKind kind);
  }

  /// Stands between the parts of an upload; unlikely in metadata and of no meaning in the body,
  /// whose length the request says.
  private static final String BOUNDARY = "floe-8f14e45fceea167a5a36dedd4bea2543";

  /// Those that write for a purpose.
  GcsRequests writingFor(Optional<Purpose> purpose) {
    return new GcsRequests(bucket, reading, PurposeLabels.in(writing, purpose), storageClass);
  }

  /// The bytes of an object.
  HttpRequest read(String key) {
    return request(Method.GET, bucket.xmlTarget(key), payer(reading));
  }

  /// What the XML interface says of an object.
  HttpRequest head(String key) {
    return request(Method.HEAD, bucket.xmlTarget(key), payer(reading));
  }

  private Headers payer(Headers headers) {
    return bucket
        .userProject()
        .map(project -> headers.and("x-goog-user-project", project))
        .orElse(headers);
  }

  /// What is known of an object.
  HttpRequest attributes(String key) {
    return request(
        Method.GET, bucket.objectTarget(key, query("fields", GcsObjects.FIELDS)), reading);
  }

  /// A page of the objects below a prefix.
  HttpRequest page(String prefix, Optional<String> token) {
    List<String> query = new ArrayList<>();
    String full = bucket.prefix().isEmpty() ? prefix : bucket.name(prefix);
    if (!full.isEmpty()) {
      query.addAll(List.of("prefix", full.endsWith("/") ? full : full + "/"));
    }
    token.ifPresent(value -> query.addAll(List.of("pageToken", value)));
    query.addAll(
        List.of("maxResults", "1000", "fields", "nextPageToken,items(" + GcsObjects.FIELDS + ")"));
    return request(Method.GET, bucket.objectsTarget(query(query.toArray(String[]::new))), reading);
  }

  /// Deletes an object.
  HttpRequest delete(String key) {
    return request(Method.DELETE, bucket.objectTarget(key, query()), writing);
  }

  /// Whether an upload is only bytes and a name, which takes no description.
  boolean isPlain(PutOptions options) {
    return options.metadata().isEmpty()
        && options.contentType().isEmpty()
        && storageClass.of(options.kind()).isEmpty();
  }

  /// An upload without a description.
  HttpRequest upload(String key, MemorySegment body, Precondition condition) {
    String target = bucket.uploadTarget(uploadQuery("media", key, condition));
    return withBody(
        Method.POST, target, Headers.of("Content-Type", "application/octet-stream"), body);
  }

  /// An upload whose description stands before its bytes, in one body.
  HttpRequest uploadDescribed(String key, MemorySegment body, PutOptions options) {
    String type = options.contentType().orElse("application/octet-stream");
    byte[] head =
        ("--"
                + BOUNDARY
                + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
                + JsonText.compact(description(options))
                + "\r\n--"
                + BOUNDARY
                + "\r\nContent-Type: "
                + type
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[Math.toIntExact(head.length + body.byteSize() + tail.length)];
    MemorySegment composed = MemorySegment.ofArray(whole);
    composed.copyFrom(MemorySegment.ofArray(head));
    MemorySegment.copy(body, 0, composed, head.length, body.byteSize());
    composed.asSlice(head.length + body.byteSize()).copyFrom(MemorySegment.ofArray(tail));
    String target = bucket.uploadTarget(uploadQuery("multipart", key, options.precondition()));
    return withBody(
        Method.POST,
        target,
        Headers.of("Content-Type", "multipart/related; boundary=" + BOUNDARY),
        composed);
  }

  /// Begins an upload of many bytes with a description; the answer's `Location` takes the bytes.
  HttpRequest beginUpload(String key, PutOptions options) {
    String target = bucket.uploadTarget(uploadQuery("resumable", key, options.precondition()));
    byte[] json = JsonText.compact(description(options)).getBytes(StandardCharsets.UTF_8);
    Headers headers =
        Headers.of(
            "Content-Type",
            "application/json; charset=UTF-8",
            "X-Upload-Content-Type",
            options.contentType().orElse("application/octet-stream"));
    return withBody(Method.POST, target, headers, MemorySegment.ofArray(json));
  }

  /// The bytes of an upload that was begun, at the target its `Location` named.
  HttpRequest finishUpload(String target, MemorySegment body) {
    return withBody(Method.PUT, target, Headers.NONE, body);
  }

  /// A copy, or its continuation.
  HttpRequest copy(String from, String to, Precondition condition, Optional<String> token) {
    List<String> query = new ArrayList<>();
    if (condition instanceof Precondition.At(ObjectVersion version)) {
      String generation = version.generation().orElseThrow();
      query.addAll(List.of("sourceGeneration", generation, "ifSourceGenerationMatch", generation));
    }
    token.ifPresent(value -> query.addAll(List.of("rewriteToken", value)));
    String target = bucket.rewriteTarget(from, to, query(query.toArray(String[]::new)));
    Headers headers = Headers.of("Content-Type", "application/json");
    return withBody(Method.POST, target, headers, MemorySegment.ofArray(new byte[0]));
  }

  private String uploadQuery(String type, String key, Precondition condition) {
    List<String> query = new ArrayList<>(List.of("uploadType", type, "name", bucket.name(key)));
    switch (condition) {
      case Precondition.None _ -> {}
      case Precondition.Absent _ -> query.addAll(List.of("ifGenerationMatch", "0"));
      case Precondition.At(ObjectVersion version) ->
          query.addAll(List.of("ifGenerationMatch", version.generation().orElseThrow()));
    }
    return query(query.toArray(String[]::new));
  }

  private JsonObject description(PutOptions options) {
    TreeMap<String, JsonValue> fields = new TreeMap<>();
    TreeMap<String, JsonValue> metadata = new TreeMap<>();
    for (Map.Entry<String, String> entry : options.metadata().entrySet()) {
      metadata.put(entry.getKey(), JsonValue.of(entry.getValue()));
    }
    fields.put("metadata", JsonObject.of(metadata));
    options.contentType().ifPresent(type -> fields.put("contentType", JsonValue.of(type)));
    storageClass
        .of(options.kind())
        .ifPresent(name -> fields.put("storageClass", JsonValue.of(name)));
    return JsonObject.of(fields);
  }

  private String query(String... namesAndValues) {
    String query = UrlEscapes.query(namesAndValues);
    if (bucket.userProject().isEmpty()) {
      return query;
    }
    String payer = UrlEscapes.query("userProject", bucket.userProject().get());
    return query.isEmpty() ? payer : query + "&" + payer;
  }

  private HttpRequest request(Method method, String target, Headers headers) {
    return HttpRequest.of(method, bucket.origin(), target, headers);
  }

  private HttpRequest withBody(Method method, String target, Headers own, MemorySegment body) {
    return new HttpRequest(
        method, bucket.origin(), target, writing.overriddenBy(own), Optional.of(body));
  }
}
