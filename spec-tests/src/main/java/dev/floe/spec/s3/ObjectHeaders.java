package dev.floe.spec.s3;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What an object says of itself: the headers that came with it and go with it again.
///
/// @param storageClass `STANDARD` unless said otherwise
/// @param headers by lower-case name, user metadata among them
record ObjectHeaders(String storageClass, Map<String, String> headers) {
  private static final String USER = "x-amz-meta-";
  private static final int MOST_USER_BYTES = 2048;
  private static final List<String> KEPT =
      List.of("cache-control", "content-disposition", "content-language", "expires");
  private static final Set<String> CLASSES =
      Set.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER",
          "DEEP_ARCHIVE",
          "GLACIER_IR");

  static ObjectHeaders of(S3Request request) {
    String storageClass = request.header("x-amz-storage-class").orElse("STANDARD");
    if (!CLASSES.contains(storageClass)) {
      throw new S3Error(
          400, "InvalidStorageClass", "The storage class you specified is not valid.");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", request.header("content-type").orElse("binary/octet-stream"));
    KEPT.forEach(name -> request.header(name).ifPresent(value -> headers.put(name, value)));
    encoding(request, headers);
    int userBytes = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(USER)) {
        headers.merge(name, header.getValue(), (a, b) -> a + "," + b);
        userBytes += name.length() - USER.length();
        userBytes += header.getValue().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (userBytes > MOST_USER_BYTES) {
      throw new S3Error(
          400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed size.");
    }
    return new ObjectHeaders(storageClass, Map.copyOf(headers));
  }

  /// The framing of the upload is not the object's encoding.
  private static void encoding(S3Request request, Map<String, String> headers) {
    List<String> kept =
        request.header("content-encoding").stream()
            .flatMap(text -> List.of(text.split(",")).stream())
            .map(String::strip)
            .filter(one -> !one.isEmpty() && !one.equals("aws-chunked"))
            .toList();
    if (!kept.isEmpty()) {
      headers.put("content-encoding", String.join(",", kept));
    }
  }

  ObjectHeaders withStorageClass(String other) {
    return new ObjectHeaders(other, headers);
  }
}
