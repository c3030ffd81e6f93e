package dev.floe.io.internal.s3;

import dev.floe.io.internal.xml.XmlDocument;
import dev.floe.io.internal.xml.XmlElement;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The documents that S3 answers with, as values.
public final class S3Answers {
  private S3Answers() {}

  /// An answer is not the document that it should be.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String problem) {
      super(problem, null, false, false);
    }
  }

  /// What a failure says of itself.
  ///
  /// @param code such as `NoSuchKey`; empty if the answer had no document
  /// @param message the store's words
  /// @param region the region that the request should have gone to, where the store says so
  public record Failure(String code, String message, Optional<String> region) {
    /// A failure without words.
    public static final Failure SILENT = new Failure("", "", Optional.empty());

    private static Failure of(XmlElement element) {
      return new Failure(
          element.text("Code").orElse(""),
          element.text("Message").orElse(""),
          element.text("Region"));
    }
  }

  /// One object of a listing, under its whole key in the bucket.
  public record Listed(String key, long sizeBytes, Instant lastModified, Optional<String> etag) {}

  /// One page of a listing, and the token of the next if there is one.
  public record Page(List<Listed> objects, Optional<String> next) {}

  /// What became of the keys of a bulk deletion.
  public record Deletion(Set<String> deleted, Map<String, Failure> failed) {}

  /// What the document of a failure says; nothing if it is none.
  public static Failure failure(byte[] document) {
    return document.length == 0
        ? Failure.SILENT
        : XmlDocument.root(document)
            .filter(root -> root.name().equals("Error"))
            .map(Failure::of)
            .orElse(Failure.SILENT);
  }

  /// A failure that came with a status of success, as long operations may answer.
  public static Optional<Failure> lateFailure(byte[] document) {
    Failure failure = failure(document);
    return failure.code().isEmpty() ? Optional.empty() : Optional.of(failure);
  }

  /// A page of a listing.
  public static Page page(byte[] document) throws Malformed {
    XmlElement root = required("ListBucketResult", document);
    UnaryOperator<String> decode =
        root.text("EncodingType").filter("url"::equals).isPresent()
            ? text -> URLDecoder.decode(text, StandardCharsets.UTF_8)
            : UnaryOperator.identity();
    List<Listed> objects = new ArrayList<>();
    for (XmlElement object : root.children("Contents")) {
      try {
        objects.add(
            new Listed(
                decode.apply(text(object, "Key")),
                Long.parseLong(text(object, "Size").trim()),
                Instant.parse(text(object, "LastModified").trim()),
                object.text("ETag")));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw new Malformed("an object that is listed with " + object.children());
      }
    }
    boolean more = root.text("IsTruncated").filter("true"::equals).isPresent();
    return new Page(
        objects, more ? Optional.of(text(root, "NextContinuationToken")) : Optional.empty());
  }

  /// The result of a bulk deletion.
  public static Deletion deletion(byte[] document) throws Malformed {
    XmlElement root = required("DeleteResult", document);
    Set<String> deleted = new HashSet<>();
    for (XmlElement element : root.children("Deleted")) {
      deleted.add(text(element, "Key"));
    }
    Map<String, Failure> failed = new HashMap<>();
    for (XmlElement element : root.children("Error")) {
      failed.put(text(element, "Key"), Failure.of(element));
    }
    return new Deletion(deleted, failed);
  }

  /// The id of an upload that was begun.
  public static String uploadId(byte[] document) throws Malformed {
    return text(required("InitiateMultipartUploadResult", document), "UploadId");
  }

  /// The etag of what was put together by a copy or a multipart upload.
  public static String etag(byte[] document) throws Malformed {
    return text(root(document), "ETag");
  }

  private static XmlElement required(String name, byte[] document) throws Malformed {
    XmlElement root = root(document);
    if (!root.name().equals(name)) {
      throw new Malformed("an element " + root.name() + " instead of " + name);
    }
    return root;
  }

  private static XmlElement root(byte[] document) throws Malformed {
    Optional<XmlElement> root = XmlDocument.root(document);
    if (root.isEmpty()) {
      throw new Malformed("something else than XML");
    }
    return root.get();
  }

  private static String text(XmlElement element, String name) throws Malformed {
    Optional<String> text = element.text(name);
    if (text.isEmpty()) {
      throw new Malformed("no " + name + " in " + element.name());
    }
    return text.get();
  }
}
