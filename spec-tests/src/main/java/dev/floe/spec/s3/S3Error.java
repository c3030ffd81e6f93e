package dev.floe.spec.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/// A refusal, as S3 words it: a status, a code, and what the error document says besides.
public final class S3Error extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, String> details = new LinkedHashMap<>();

  public S3Error(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /// More elements of the error document, in order.
  Map<String, String> details() {
    return details;
  }

  S3Error with(String element, Object text) {
    details.put(element, text.toString());
    return this;
  }

  static S3Error invalidArgument(String name, String value) {
    return new S3Error(400, "InvalidArgument", "Argument " + name + " is invalid.")
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  static S3Error invalidRequest(String message) {
    return new S3Error(400, "InvalidRequest", message);
  }

  static S3Error notImplemented(String what) {
    return new S3Error(501, "NotImplemented", what + " is not implemented by this server.");
  }

  static S3Error malformedXml() {
    return new S3Error(
        400, "MalformedXML", "The XML that you provided does not keep to its published schema.");
  }

  static S3Error noSuchKey(String key) {
    return new S3Error(404, "NoSuchKey", "The specified key does not exist.").with("Key", key);
  }

  static S3Error noSuchBucket(String bucket) {
    return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist.")
        .with("BucketName", bucket);
  }

  static S3Error noSuchUpload(String id) {
    return new S3Error(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. It may have been aborted or completed.")
        .with("UploadId", id);
  }

  static S3Error preconditionFailed(String condition) {
    return new S3Error(
            412, "PreconditionFailed", "At least one of the pre-conditions did not hold.")
        .with("Condition", condition);
  }
}
