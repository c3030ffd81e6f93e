package dev.floe.spec.s3;

import io.netty.handler.ssl.SslContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// How a server is to be. Every `with` answers changed options.
///
/// @param credentials whose signatures are accepted
/// @param anonymous whether requests without a signature are carried out
/// @param region the one that signatures must name
/// @param buckets that exist from the start
/// @param domain below which a host name means a bucket: `bucket.domain`
/// @param clock of signatures, expiry and modification times
/// @param smallestPartBytes of a multipart upload, but for the last one
/// @param largestCopyBytes of what is copied by one request
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
    long largestCopyBytes,
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
          5L << 30,
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

  /// The parts, one of which is about to change.
  private static final class Parts {
    private List<S3Credentials> credentials;
    private boolean anonymous;
    private List<String> buckets;
    private InstantSource clock;
    private long smallestPartBytes;
    private long largestCopyBytes;
    private Optional<SslContext> tls;
  }

  private S3ServerOptions with(Consumer<Parts> change) {
    Parts parts = new Parts();
    parts.credentials = credentials;
    parts.anonymous = anonymous;
    parts.buckets = buckets;
    parts.clock = clock;
    parts.smallestPartBytes = smallestPartBytes;
    parts.largestCopyBytes = largestCopyBytes;
    parts.tls = tls;
    change.accept(parts);
    return new S3ServerOptions(
        parts.credentials,
        parts.anonymous,
        region,
        parts.buckets,
        domain,
        parts.clock,
        parts.smallestPartBytes,
        parts.largestCopyBytes,
        threads,
        port,
        parts.tls);
  }

  public S3ServerOptions withCredentials(S3Credentials... accepted) {
    return with(parts -> parts.credentials = List.of(accepted));
  }

  public S3ServerOptions withAnonymous(boolean allowed) {
    return with(parts -> parts.anonymous = allowed);
  }

  public S3ServerOptions withBuckets(String... names) {
    return with(parts -> parts.buckets = List.of(names));
  }

  public S3ServerOptions withClock(InstantSource source) {
    return with(parts -> parts.clock = source);
  }

  public S3ServerOptions withSmallestPartBytes(long bytes) {
    return with(parts -> parts.smallestPartBytes = bytes);
  }

  public S3ServerOptions withLargestCopyBytes(long bytes) {
    return with(parts -> parts.largestCopyBytes = bytes);
  }

  public S3ServerOptions withTls(SslContext context) {
    return with(parts -> parts.tls = Optional.of(context));
  }
}
