package dev.floe.spec.s3;

import java.util.Set;

/// What a request asks for.
public enum S3Operation {
  LIST_BUCKETS,
  CREATE_BUCKET,
  HEAD_BUCKET,
  DELETE_BUCKET,
  BUCKET_LOCATION,
  LIST_OBJECTS,
  LIST_UPLOADS,
  DELETE_OBJECTS,
  GET_OBJECT,
  HEAD_OBJECT,
  PUT_OBJECT,
  COPY_OBJECT,
  DELETE_OBJECT,
  CREATE_UPLOAD,
  UPLOAD_PART,
  UPLOAD_PART_COPY,
  COMPLETE_UPLOAD,
  ABORT_UPLOAD,
  LIST_PARTS,
  /// Nothing that this server knows.
  UNKNOWN;

  /// Parameters that may come with a request without making another one of it.
  private static final Set<String> ORDINARY =
      Set.of(
          "x-id",
          "list-type",
          "prefix",
          "delimiter",
          "max-keys",
          "continuation-token",
          "start-after",
          "encoding-type",
          "fetch-owner",
          "uploads",
          "uploadId",
          "partNumber",
          "max-parts",
          "part-number-marker",
          "max-uploads",
          "key-marker",
          "upload-id-marker",
          "location",
          "delete",
          "versionId");

  static S3Operation of(S3Request request) {
    if (!request.parameterNames().allMatch(n -> ORDINARY.contains(n) || n.startsWith("X-Amz-"))
        || !request.parameter("versionId").orElse("null").equals("null")) {
      return UNKNOWN;
    }
    if (request.bucket().isEmpty()) {
      return request.method().equals("GET") ? LIST_BUCKETS : UNKNOWN;
    }
    return request.key().isEmpty() ? ofBucket(request) : ofObject(request);
  }

  private static S3Operation ofBucket(S3Request request) {
    return switch (request.method()) {
      case "GET" -> ofBucketRead(request);
      case "HEAD" -> HEAD_BUCKET;
      case "PUT" -> CREATE_BUCKET;
      case "DELETE" -> DELETE_BUCKET;
      case "POST" -> request.has("delete") ? DELETE_OBJECTS : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  private static S3Operation ofBucketRead(S3Request request) {
    if (request.has("location")) {
      return BUCKET_LOCATION;
    }
    if (request.has("uploads")) {
      return LIST_UPLOADS;
    }
    return request.parameter("list-type").orElse("1").equals("2") ? LIST_OBJECTS : UNKNOWN;
  }

  private static S3Operation ofObject(S3Request request) {
    boolean upload = request.has("uploadId");
    return switch (request.method()) {
      case "GET" -> upload ? LIST_PARTS : GET_OBJECT;
      case "HEAD" -> HEAD_OBJECT;
      case "PUT" -> ofObjectWrite(request, upload);
      case "DELETE" -> upload ? ABORT_UPLOAD : DELETE_OBJECT;
      case "POST" -> request.has("uploads") ? CREATE_UPLOAD : upload ? COMPLETE_UPLOAD : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  private static S3Operation ofObjectWrite(S3Request request, boolean upload) {
    boolean copy = request.header("x-amz-copy-source").isPresent();
    if (upload) {
      return copy ? UPLOAD_PART_COPY : UPLOAD_PART;
    }
    return copy ? COPY_OBJECT : PUT_OBJECT;
  }
}
