package dev.floe.io.internal.gcs;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.StorageException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.io.internal.http.Headers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Objects as the JSON API describes them.
final class GcsObjects {
  /// What is asked of each object.
  static final String FIELDS = "name,size,generation,updated,metadata,md5Hash";

  private static final Pattern MD5 = Pattern.compile("md5=([A-Za-z0-9+/=]+)");

  private final GcsBucket bucket;

  GcsObjects(GcsBucket bucket) {
    this.bucket = bucket;
  }

  /// A page of a listing.
  ///
  /// @param next the token of the page after it
  record Page(List<ObjectInfo> objects, Optional<String> next) {}

  /// The version that an upload or copy made.
  ObjectVersion version(byte[] document, String subject) {
    return version(object(document, subject), subject);
  }

  /// The description of one object.
  ObjectInfo info(byte[] document, String subject) {
    return info(object(document, subject), subject);
  }

  /// A copy's answer: the object if it is done, else the token to go on with.
  JsonObject copied(byte[] document, String subject) {
    return object(document, subject);
  }

  /// The objects of a page; what is not below the prefix is no object of this storage's.
  Page page(byte[] document, String subject) {
    JsonObject page = object(document, subject);
    List<ObjectInfo> objects = new ArrayList<>();
    JsonValue items = page.members().get("items");
    if (items != null) {
      if (!(items instanceof JsonArray(List<JsonValue> list))) {
        throw malformed(subject, "a list of items");
      }
      for (JsonValue item : list) {
        if (!(item instanceof JsonObject object)) {
          throw malformed(subject, "items that are objects");
        }
        objects.add(info(object, subject));
      }
    }
    return new Page(objects, text(page, "nextPageToken"));
  }

  /// The version in a description.
  static ObjectVersion version(JsonObject object, String subject) {
    String generation =
        text(object, "generation").orElseThrow(() -> malformed(subject, "a generation"));
    return new ObjectVersion(
        text(object, "md5Hash").flatMap(GcsObjects::etag), Optional.of(generation));
  }

  /// The version that the fields of an answer name.
  static ObjectVersion version(Headers headers, String subject) {
    String generation =
        headers.first("x-goog-generation").orElseThrow(() -> malformed(subject, "a generation"));
    Optional<String> md5 = Optional.empty();
    for (Headers.Field field : headers.fields()) {
      Matcher matcher = MD5.matcher(field.value());
      if (field.name().equalsIgnoreCase("x-goog-hash") && matcher.find()) {
        md5 = Optional.of(matcher.group(1));
      }
    }
    return new ObjectVersion(md5.flatMap(GcsObjects::etag), Optional.of(generation));
  }

  /// Whether a copy is done, whatever token stands beside it.
  static boolean isDone(JsonObject copied, String token) {
    return token.isEmpty()
        || copied.members().get("done") instanceof JsonValue.JsonBoolean(boolean done) && done;
  }

  /// The version of what a copy made.
  static ObjectVersion copiedVersion(JsonObject copied, String subject) {
    return copied.members().get("resource") instanceof JsonObject resource
        ? version(resource, subject)
        : version(copied, subject);
  }

  /// The etag of the XML interface: the MD5 of the bytes in hexadecimal. Objects that were composed
  /// have none.
  private static Optional<String> etag(String base64Md5) {
    try {
      byte[] md5 = Base64.getDecoder().decode(base64Md5);
      return Optional.of("\"" + HexFormat.of().formatHex(md5) + "\"");
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private ObjectInfo info(JsonObject object, String subject) {
    String name = text(object, "name").orElseThrow(() -> malformed(subject, "a name"));
    String below = bucket.prefix().isEmpty() ? "" : bucket.prefix() + "/";
    if (!name.startsWith(below)) {
      throw malformed(subject, "names below " + below);
    }
    try {
      return new ObjectInfo(
          name.substring(below.length()),
          Long.parseLong(text(object, "size").orElse("0")),
          Instant.parse(text(object, "updated").orElseThrow(() -> malformed(subject, "a time"))),
          Optional.of(version(object, subject)),
          metadata(object));
    } catch (NumberFormatException | DateTimeException e) {
      throw malformed(subject, "a size and a time: " + e.getMessage());
    }
  }

  private static Map<String, String> metadata(JsonObject object) {
    Map<String, String> metadata = new HashMap<>();
    if (object.members().get("metadata") instanceof JsonObject fields) {
      fields
          .members()
          .forEach((name, value) -> {
            if (value instanceof JsonString(String text)) {
              metadata.put(name, text);
            }
          });
    }
    return metadata;
  }

  private static JsonObject object(byte[] document, String subject) {
    try {
      if (JsonText.read(document, subject) instanceof JsonObject object) {
        return object;
      }
      throw malformed(subject, "a JSON object");
    } catch (FormatException e) {
      throw malformed(subject, "JSON: " + e.getMessage());
    }
  }

  /// A member that is a text.
  static Optional<String> text(JsonObject object, String name) {
    return object.members().get(name) instanceof JsonString(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static StorageException malformed(String subject, String expected) {
    return new StorageException(
        ErrorKind.OBJECT_STORE, subject, subject + ": expected in the answer " + expected);
  }
}
