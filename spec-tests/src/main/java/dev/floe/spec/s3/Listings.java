package dev.floe.spec.s3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Listings of objects, a page at a time (version 2).
final class Listings {
  private static final int LONGEST_PAGE = 1000;

  private final Buckets buckets;

  Listings(Buckets buckets) {
    this.buckets = buckets;
  }

  /// An entry of a page: an object, or the prefix that several have in common.
  private record Entry(String name, Optional<String> object) {}

  /// @param next where the page after it begins; empty on the last one
  private record Page(List<Entry> entries, Optional<String> next) {}

  S3Answer list(S3Request request, S3Fault fault) {
    Bucket bucket = buckets.named(request.bucket());
    String prefix = request.parameter("prefix").orElse("");
    String delimiter = request.parameter("delimiter").orElse("");
    int most = request.number("max-keys", 0, Integer.MAX_VALUE, LONGEST_PAGE);
    Optional<String> token = request.parameter("continuation-token");
    String after =
        token.map(Listings::untoken).or(() -> request.parameter("start-after")).orElse("");
    UnaryOperator<String> encoding = encoding(request);
    Page page =
        bucket.read(
            fault instanceof S3Fault.StaleListing(int changes) ? changes : 0,
            objects ->
                page(
                    objects,
                    prefix,
                    delimiter,
                    after,
                    Math.min(most, LONGEST_PAGE),
                    object -> described(object, encoding)));
    Xml xml =
        Xml.result("ListBucketResult")
            .text("Name", request.bucket())
            .text("Prefix", encoding.apply(prefix));
    request.parameter("start-after").ifPresent(v -> xml.text("StartAfter", encoding.apply(v)));
    token.ifPresent(v -> xml.text("ContinuationToken", v));
    page.next().ifPresent(v -> xml.text("NextContinuationToken", token(v)));
    xml.text("KeyCount", page.entries().size())
        .text("MaxKeys", Math.min(most, LONGEST_PAGE))
        .text("IsTruncated", page.next().isPresent());
    if (!delimiter.isEmpty()) {
      xml.text("Delimiter", encoding.apply(delimiter));
    }
    request.parameter("encoding-type").ifPresent(v -> xml.text("EncodingType", v));
    for (Entry entry : page.entries()) {
      entry.object().ifPresent(xml::raw);
    }
    for (Entry entry : page.entries()) {
      if (entry.object().isEmpty()) {
        xml.start("CommonPrefixes").text("Prefix", encoding.apply(entry.name())).end();
      }
    }
    return S3Answer.xml(200, xml.end());
  }

  private static UnaryOperator<String> encoding(S3Request request) {
    String type = request.parameter("encoding-type").orElse("");
    return switch (type) {
      case "" -> UnaryOperator.identity();
      case "url" -> Escapes::listed;
      default -> throw S3Error.invalidArgument("encoding-type", type);
    };
  }

  private static String described(
      Map.Entry<String, StoredObject> entry, UnaryOperator<String> encoding) {
    StoredObject object = entry.getValue();
    return Xml.fragment()
        .start("Contents")
        .text("Key", encoding.apply(entry.getKey()))
        .text("LastModified", Dates.listed(object.modified()))
        .text("ETag", object.quotedEtag())
        .text("Size", object.length())
        .text("StorageClass", object.about().storageClass())
        .end()
        .toString();
  }

  private static Page page(
      NavigableMap<String, StoredObject> objects,
      String prefix,
      String delimiter,
      String after,
      int most,
      Function<Map.Entry<String, StoredObject>, String> describe) {
    List<Entry> entries = new ArrayList<>();
    String last = after;
    boolean fromPrefix = Bucket.KEY_ORDER.compare(prefix, after) > 0;
    for (Map.Entry<String, StoredObject> object :
        objects.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      String key = object.getKey();
      if (!key.startsWith(prefix)) {
        break;
      }
      int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      String name = cut < 0 ? key : key.substring(0, cut + delimiter.length());
      if (cut >= 0 && last.startsWith(name)) {
        continue;
      }
      if (entries.size() == most) {
        return new Page(entries, most == 0 ? Optional.empty() : Optional.of(last));
      }
      entries.add(
          new Entry(name, cut < 0 ? Optional.of(describe.apply(object)) : Optional.empty()));
      last = name;
    }
    return new Page(entries, Optional.empty());
  }

  private static String token(String last) {
    return Base64.getUrlEncoder().encodeToString(("1" + last).getBytes(StandardCharsets.UTF_8));
  }

  private static String untoken(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("1")) {
        return text.substring(1);
      }
    } catch (IllegalArgumentException _) {
      // refused below
    }
    throw new S3Error(400, "InvalidArgument", "The continuation token provided is incorrect");
  }
}
