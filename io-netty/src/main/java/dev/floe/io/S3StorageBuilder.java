package dev.floe.io;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.s3.Access;
import dev.floe.io.internal.s3.Flavour;
import dev.floe.io.internal.s3.S3Opening;
import dev.floe.io.internal.s3.S3Setup;
import dev.floe.storage.Storage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Opens a bucket of S3, or of a store that speaks like it, as a storage.
///
/// ```java
/// Storage storage =
///     S3StorageBuilder.of("bucket", "path/to/repository")
///         .region("eu-central-1")
///         .credentials(new S3Credentials.Profile("research"))
///         .open();
/// ```
///
/// What is not said comes from where any tool of AWS looks: environment and profile files give
/// credentials, region and endpoint. `Storage.of("s3://bucket/path")` is this builder with nothing
/// said. A builder belongs to one thread; storages that it opened do not know it any more.
public final class S3StorageBuilder {
  private S3Setup setup;
  private S3Options options = S3Options.NONE;
  private Optional<String> profile = Optional.empty();

  private S3StorageBuilder(S3Setup setup) {
    this.setup = setup;
  }

  /// A storage in a bucket, below a prefix. One slash at the end of the prefix does not count; an
  /// empty one means the whole bucket, in which no repository can be created.
  public static S3StorageBuilder of(String bucket, String prefix) {
    return new S3StorageBuilder(S3Setup.of(Flavour.S3, bucket, prefix));
  }

  /// A storage in a bucket of Cloudflare R2, which needs an endpoint or an [#accountId]. Without a
  /// bucket the first segment of the prefix is it.
  public static S3StorageBuilder r2(String bucket, String prefix) {
    int slash = prefix.indexOf('/');
    return new S3StorageBuilder(
        bucket.isEmpty()
            ? S3Setup.of(
                Flavour.R2,
                slash < 0 ? prefix : prefix.substring(0, slash),
                slash < 0 ? "" : prefix.substring(slash + 1))
            : S3Setup.of(Flavour.R2, bucket, prefix));
  }

  /// A storage in a bucket of Tigris. It needs a region, for otherwise what was written need not be
  /// what is read next; [#readOnly] does without.
  public static S3StorageBuilder tigris(String bucket, String prefix) {
    return new S3StorageBuilder(S3Setup.of(Flavour.TIGRIS, bucket, prefix));
  }

  /// The account of R2, which names its endpoint.
  public S3StorageBuilder accountId(String id) {
    return endpointUrl("https://" + id + ".r2.cloudflarestorage.com");
  }

  /// The region that the bucket is in. Unset, the one of the environment; at an endpoint of one's
  /// own, where nobody says one, `us-east-1`.
  public S3StorageBuilder region(String name) {
    options = options.inRegion(name);
    return this;
  }

  /// The server, as `http(s)://host[:port][/path]`. Unset, the one of the environment, else of AWS.
  public S3StorageBuilder endpointUrl(String url) {
    options =
        new S3Options(
            options.region(),
            Optional.of(url),
            options.anonymous(),
            options.allowHttp(),
            options.forcePathStyle(),
            options.networkStreamTimeoutSeconds(),
            options.requesterPays(),
            options.checksumAlgorithm());
    return this;
  }

  /// Whether the server may be reached without TLS. Off.
  public S3StorageBuilder allowHttp(boolean allowed) {
    options =
        new S3Options(
            options.region(),
            options.endpointUrl(),
            options.anonymous(),
            allowed,
            options.forcePathStyle(),
            options.networkStreamTimeoutSeconds(),
            options.requesterPays(),
            options.checksumAlgorithm());
    return this;
  }

  /// Whether the bucket stands in the path instead of the host name. Off; on in any case where the
  /// server is an address or a plain name, or the bucket's name has dots that no certificate
  /// covers.
  public S3StorageBuilder forcePathStyle(boolean forced) {
    options =
        new S3Options(
            options.region(),
            options.endpointUrl(),
            options.anonymous(),
            options.allowHttp(),
            forced,
            options.networkStreamTimeoutSeconds(),
            options.requesterPays(),
            options.checksumAlgorithm());
    return this;
  }

  /// After how long an answer that stalls is given up; zero for never. Unset, ten seconds.
  public S3StorageBuilder networkStreamTimeout(Duration timeout) {
    options =
        new S3Options(
            options.region(),
            options.endpointUrl(),
            options.anonymous(),
            options.allowHttp(),
            options.forcePathStyle(),
            Optional.of(timeout.toSeconds()),
            options.requesterPays(),
            options.checksumAlgorithm());
    return this;
  }

  /// Whether we agree to pay for requests to a bucket of somebody else's. Off.
  public S3StorageBuilder requesterPays(boolean pays) {
    options =
        new S3Options(
            options.region(),
            options.endpointUrl(),
            options.anonymous(),
            options.allowHttp(),
            options.forcePathStyle(),
            options.networkStreamTimeoutSeconds(),
            pays,
            options.checksumAlgorithm());
    return this;
  }

  /// The checksum that is sent with every body for the store to check. Unset, none.
  public S3StorageBuilder checksumAlgorithm(ChecksumAlgorithm algorithm) {
    options =
        new S3Options(
            options.region(),
            options.endpointUrl(),
            options.anonymous(),
            options.allowHttp(),
            options.forcePathStyle(),
            options.networkStreamTimeoutSeconds(),
            options.requesterPays(),
            Optional.of(algorithm));
    return this;
  }

  /// Who asks. Unset, whoever the environment says.
  public S3StorageBuilder credentials(S3Credentials credentials) {
    setup = setup.with(credentials);
    profile =
        credentials instanceof S3Credentials.Profile(String name)
            ? Optional.of(name)
            : Optional.empty();
    return this;
  }

  /// Whether keys begin with a slash, as some repositories of old at the root of a bucket have
  /// them. Unset, the bucket is asked once; possible only with an empty prefix.
  public S3StorageBuilder legacyRootedKeys(boolean rooted) {
    setup = setup.withRootedKeys(rooted);
    return this;
  }

  /// Further header fields of reading requests. Those that this storage sets itself stay its own.
  public S3StorageBuilder readHeaders(Map<String, String> fields) {
    setup = setup.withHeaders(headers(fields), setup.writeHeaders());
    return this;
  }

  /// Further header fields of writing requests. Those that this storage sets itself stay its own.
  public S3StorageBuilder writeHeaders(Map<String, String> fields) {
    setup = setup.withHeaders(setup.readHeaders(), headers(fields));
    return this;
  }

  /// Retries, time-outs, parts, conditions and storage classes.
  public S3StorageBuilder settings(StorageSettings settings) {
    setup = setup.with(settings);
    return this;
  }

  /// Only reads; of Tigris without the requests that make reads consistent.
  public S3StorageBuilder readOnly() {
    setup = setup.with(Access.READ);
    return this;
  }

  /// The objects are somebody else's: under any keys, and only to be read.
  public S3StorageBuilder foreign() {
    setup = setup.with(Access.FOREIGN);
    return this;
  }

  private static Headers headers(Map<String, String> fields) {
    return new Headers(
        fields.entrySet().stream()
            .map(field -> new Headers.Field(field.getKey(), field.getValue()))
            .toList());
  }

  /// Opens the storage. No request is made, but where neither region nor server is said anywhere,
  /// this machine is asked for its region.
  ///
  /// @throws dev.floe.error.InvalidInputException of kind `storage-config` if something cannot be
  public Storage open() {
    return S3Opening.open(setup.with(options), profile);
  }
}
