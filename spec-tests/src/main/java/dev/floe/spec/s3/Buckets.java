package dev.floe.spec.s3;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/// The buckets of a server, and what is asked of them as such. It owns all that is in them.
final class Buckets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final Map<String, Bucket> buckets = new ConcurrentSkipListMap<>();
  private final String region;

  Buckets(S3ServerOptions options) {
    this.region = options.region();
    options.buckets().forEach(this::create);
  }

  Bucket named(String name) {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      throw S3Error.noSuchBucket(name);
    }
    return bucket;
  }

  void create(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.")
          .with("BucketName", name);
    }
    if (buckets.putIfAbsent(name, new Bucket()) != null) {
      throw new S3Error(
              409,
              "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.")
          .with("BucketName", name);
    }
  }

  S3Answer creation(S3Request request) {
    create(request.bucket());
    return S3Answer.empty(200).with("location", "/" + request.bucket());
  }

  S3Answer head(S3Request request) {
    named(request.bucket());
    return S3Answer.empty(200).with("x-amz-bucket-region", region);
  }

  S3Answer location(S3Request request) {
    named(request.bucket());
    Xml xml = Xml.result("LocationConstraint");
    if (!region.equals("us-east-1")) {
      xml.raw(region);
    }
    return S3Answer.xml(200, xml.end());
  }

  S3Answer deletion(S3Request request) {
    Bucket bucket = named(request.bucket());
    if (!bucket.isEmpty()) {
      throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.")
          .with("BucketName", request.bucket());
    }
    buckets.remove(request.bucket(), bucket);
    return S3Answer.empty(204);
  }

  S3Answer list() {
    Xml xml = Xml.result("ListAllMyBucketsResult").start("Buckets");
    for (String name : List.copyOf(buckets.keySet())) {
      xml.start("Bucket").text("Name", name).text("BucketRegion", region).end();
    }
    return S3Answer.xml(200, xml.end().end());
  }

  void releaseAll() {
    buckets.values().forEach(Bucket::releaseAll);
  }
}
