package dev.floe.spec.s3;

import io.netty.handler.ssl.SslContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How a server is to be. Every `with` answers changed options.
///
/// @param credentials whose signatures are accepted
/// @param anonymous whether requests without a signature are carried out
/// @param region the one that signatures must name
/// @param buckets that exist from the start
/// @param domain below which a host name means a bucket: `bucket.domain`
/// @param clock of signatures, expiry and modification times
/// @param smallestPartBytes of a multipart upload, but for the last one
/// @param threads that serve connections
/// @param port to listen on, 0 for a free one
/// @param tls speaks TLS with this
public record S3ServerOptions(
    List<S3Credentials> credentials,
    boolean anonymous,
    String region,
    List<String> buckets,
    String domain,
    InstantSource clock,
    long smallestPartBytes,
    int threads,
    int port,
    Optional<SslContext> tls) {
  /// Accepted unless other credentials are given.
  public static final S3Credentials TEST_CREDENTIALS = new S3Credentials("testkey", "testsecret12");

  /// The one bucket that is there unless others are named.
  public static final String TEST_BUCKET = "bucket";

  /// One bucket, one access key, no anonymous requests, region `us-east-1`, the limits of S3.
  public static final S3ServerOptions STANDARD =
      new S3ServerOptions(
          List.of(TEST_CREDENTIALS),
          false,
          "us-east-1",
          List.of(TEST_BUCKET),
          "localhost",
          InstantSource.system(),
          5 << 20,
          2,
          0,
          Optional.empty());

  public S3ServerOptions {
    credentials = List.copyOf(credentials);
    buckets = List.copyOf(buckets);
    Objects.requireNonNull(clock);
    Objects.requireNonNull(tls);
    if (threads < 1 || smallestPartBytes < 0 || port < 0) {
      throw new IllegalArgumentException("threads, smallest part or port out of range");
    }
  }

  public S3ServerOptions withCredentials(S3Credentials... accepted) {
    return new S3ServerOptions(
        List.of(accepted),
        anonymous,
        region,
        buckets,
        domain,
        clock,
        smallestPartBytes,
        threads,
        port,
        tls);
  }

  public S3ServerOptions withAnonymous(boolean allowed) {
    return new S3ServerOptions(
        credentials,
        allowed,
        region,
        buckets,
        domain,
        clock,
        smallestPartBytes,
        threads,
        port,
        tls);
  }

  public S3ServerOptions withBuckets(String... names) {
    return new S3ServerOptions(
        credentials,
        anonymous,
        region,
        List.of(names),
        domain,
        clock,
        smallestPartBytes,
        threads,
        port,
        tls);
  }

  public S3ServerOptions withClock(InstantSource source) {
    return new S3ServerOptions(
        credentials,
        anonymous,
        region,
        buckets,
        domain,
        source,
        smallestPartBytes,
        threads,
        port,
        tls);
  }

  public S3ServerOptions withSmallestPartBytes(long bytes) {
    return new S3ServerOptions(
        credentials, anonymous, region, buckets, domain, clock, bytes, threads, port, tls);
  }

  public S3ServerOptions withTls(SslContext context) {
    return new S3ServerOptions(
        credentials,
        anonymous,
        region,
        buckets,
        domain,
        clock,
        smallestPartBytes,
        threads,
        port,
        Optional.of(context));
  }
}
