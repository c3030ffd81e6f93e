package dev.floe.config;

import dev.floe.format.JsonText;
import java.util.Objects;
import java.util.Optional;

/// How to reach a bucket of S3 or something that speaks like it. Holds no credentials.
///
/// @param region where the bucket is; unset, what the environment says
/// @param endpointUrl the server; unset, the one of AWS
/// @param anonymous whether requests are unsigned
/// @param allowHttp whether the server may be reached without TLS
/// @param forcePathStyle whether the bucket stands in the path instead of the host name
/// @param networkStreamTimeoutSeconds after how long a stalled stream is given up, an unsigned
///   32-bit number; zero means never
/// @param requesterPays whether whoever reads agrees to pay for it
/// @param checksumAlgorithm the checksum to send and check
public record S3Options(
    Optional<String> region,
    Optional<String> endpointUrl,
    boolean anonymous,
    boolean allowHttp,
    boolean forcePathStyle,
    Optional<Long> networkStreamTimeoutSeconds,
    boolean requesterPays,
    Optional<ChecksumAlgorithm> checksumAlgorithm) {
  /// The bucket of AWS in the region of the environment, with signed requests.
  public static final S3Options NONE =
      new S3Options(
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false,
          Optional.empty(),
          false,
          Optional.empty());

  public S3Options {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(endpointUrl, "endpointUrl");
    Objects.requireNonNull(networkStreamTimeoutSeconds, "networkStreamTimeoutSeconds");
    Objects.requireNonNull(checksumAlgorithm, "checksumAlgorithm");
  }

  /// With this region.
  public S3Options inRegion(String newRegion) {
    return new S3Options(
        Optional.of(newRegion),
        endpointUrl,
        anonymous,
        allowHttp,
        forcePathStyle,
        networkStreamTimeoutSeconds,
        requesterPays,
        checksumAlgorithm);
  }

  /// With this server, reached without TLS if its URL says so, and the bucket in the path.
  public S3Options atEndpoint(String newEndpointUrl) {
    return new S3Options(
        region,
        Optional.of(newEndpointUrl),
        anonymous,
        newEndpointUrl.startsWith("http:"),
        true,
        networkStreamTimeoutSeconds,
        requesterPays,
        checksumAlgorithm);
  }

  /// With unsigned requests.
  public S3Options anonymously() {
    return new S3Options(
        region,
        endpointUrl,
        true,
        allowHttp,
        forcePathStyle,
        networkStreamTimeoutSeconds,
        requesterPays,
        checksumAlgorithm);
  }

  @Override
  public String toString() {
    return JsonText.compact(ObjectStoreJson.showOptions(this));
  }
}
