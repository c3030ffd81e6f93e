package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.xml.XmlDocument;
import dev.floe.io.internal.xml.XmlElement;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Blobs as the service describes them: in the fields of an answer, and in listings.
final class AzureDocuments {
  private final AzureContainer container;

  AzureDocuments(AzureContainer container) {
    this.container = container;
  }

  /// A page of a listing.
  ///
  /// @param next the marker of the page after it
  record Page(List<ObjectInfo> objects, Optional<String> next) {}

  /// What the fields of an answer say of a blob.
  ObjectInfo info(String key, long sizeBytes, Headers headers, String subject) {
    Map<String, String> metadata = new HashMap<>();
    for (Headers.Field field : headers.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.startsWith(AzureRequests.METADATA)) {
        metadata.put(name.substring(AzureRequests.METADATA.length()), field.value());
      }
    }
    return new ObjectInfo(
        key,
        sizeBytes,
        time(headers.first("Last-Modified"), subject),
        Optional.of(version(headers, subject)),
        metadata);
  }

  /// The version that an answer names.
  static ObjectVersion version(Headers headers, String subject) {
    return ObjectVersion.etag(
        headers.first("ETag").orElseThrow(() -> malformed(subject, "an etag")));
  }

  /// The blobs of a page.
  Page page(byte[] document, String subject) {
    XmlElement root =
        XmlDocument.root(document)
            .filter(element -> element.name().equals("EnumerationResults"))
            .orElseThrow(() -> malformed(subject, "a list of blobs"));
    List<ObjectInfo> objects = new ArrayList<>();
    for (XmlElement blob : root.child("Blobs").map(b -> b.children("Blob")).orElse(List.of())) {
      objects.add(listed(blob, subject));
    }
    return new Page(objects, root.text("NextMarker").filter(marker -> !marker.isEmpty()));
  }

  private ObjectInfo listed(XmlElement blob, String subject) {
    XmlElement named = blob.child("Name").orElseThrow(() -> malformed(subject, "names"));
    String name =
        "true".equals(named.attributes().get("Encoded"))
            ? URLDecoder.decode(named.text().replace("+", "%2B"), StandardCharsets.UTF_8)
            : named.text();
    String below = container.prefix().isEmpty() ? "" : container.prefix() + "/";
    XmlElement properties =
        blob.child("Properties").orElseThrow(() -> malformed(subject, "properties"));
    if (!name.startsWith(below)) {
      throw malformed(subject, "names below " + below);
    }
    try {
      return new ObjectInfo(
          name.substring(below.length()),
          Long.parseLong(properties.text("Content-Length").orElse("")),
          time(properties.text("Last-Modified"), subject),
          Optional.empty(), // the etags of listings are written differently
          Map.of());
    } catch (NumberFormatException _) {
      throw malformed(subject, "the length of " + name);
    }
  }

  /// The code that an answer with an error status gives.
  static Optional<String> errorCode(Headers headers, byte[] document) {
    Optional<String> code = headers.first("x-ms-error-code");
    return code.isPresent() ? code : XmlDocument.root(document).flatMap(root -> root.text("Code"));
  }

  private static Instant time(Optional<String> text, String subject) {
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.orElse(""), Instant::from);
    } catch (DateTimeException _) {
      throw malformed(subject, "a time of the last write");
    }
  }

  private static StorageException malformed(String subject, String expected) {
    return new StorageException(
        ErrorKind.OBJECT_STORE, subject, subject + ": expected in the answer " + expected);
  }
}
