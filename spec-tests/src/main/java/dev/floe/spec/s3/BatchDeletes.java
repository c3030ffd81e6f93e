package dev.floe.spec.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Deletions of up to a thousand objects in one request, with a result for each.
final class BatchDeletes {
  private static final int MOST_KEYS = 1000;

  private final Buckets buckets;

  BatchDeletes(Buckets buckets) {
    this.buckets = buckets;
  }

  S3Answer delete(S3Request request, SentBody sent, S3Fault fault) {
    Bucket bucket = buckets.named(request.bucket());
    if (request.header("content-md5").isEmpty() && sent.checksums().isEmpty()) {
      throw S3Error.invalidRequest(
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
    byte[] document = new byte[sent.content().readableBytes()];
    sent.content().getBytes(sent.content().readerIndex(), document);
    Xml.Records wanted = Xml.read(document, "Delete", "Object");
    List<Map<String, String>> objects = wanted.records();
    if (objects.isEmpty()
        || objects.size() > MOST_KEYS
        || !objects.stream().allMatch(o -> o.containsKey("Key"))) {
      throw S3Error.malformedXml();
    }
    boolean quiet = Boolean.parseBoolean(wanted.texts().get("Quiet"));
    Xml xml = Xml.result("DeleteResult");
    for (Map<String, String> object : objects) {
      delete(bucket, object, quiet, fault, xml);
    }
    return S3Answer.xml(200, xml.end());
  }

  private void delete(
      Bucket bucket, Map<String, String> object, boolean quiet, S3Fault fault, Xml xml) {
    String key = object.get("Key");
    try {
      if (fault instanceof S3Fault.RefusedKeys(var keys, var refusal) && keys.test(key)) {
        throw refusal.error();
      }
      if (!object.getOrDefault("VersionId", "null").equals("null")) {
        throw new S3Error(404, "NoSuchVersion", "The specified version does not exist.");
      }
      bucket.delete(key, new WriteCondition(false, Optional.ofNullable(object.get("ETag"))));
      if (!quiet) {
        xml.start("Deleted").text("Key", key).end();
      }
    } catch (S3Error e) {
      xml.start("Error").text("Key", key).text("Code", e.code());
      xml.text("Message", e.getMessage()).end();
    }
  }
}
