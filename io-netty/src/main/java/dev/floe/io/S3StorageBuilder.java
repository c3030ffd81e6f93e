package dev.floe.io;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.s3.Access;
import dev.floe.io.internal.s3.Flavour;
import dev.floe.io.internal.s3.S3Opening;
import dev.floe.io.internal.s3.S3Setup;
import dev.floe.storage.Storage;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;

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
/// What `s3_storage` of the reference takes, and where it is said here:
///
/// | parameter | here |
/// |---|---|
/// | `bucket`, `prefix` | [#of]; [#r2] and [#tigris] for `r2_storage` and `tigris_storage` |
/// | `region`, `endpoint_url`, `allow_http`, `force_path_style` | [#region], [#endpointUrl], … |
/// | `access_key_id` and the three that go with it | [S3Credentials.Keys] |
/// | `anonymous`, `from_env`, `get_credentials` | the other [S3Credentials], by [#credentials] |
/// | `scatter_initial_credentials` | nothing: no storage is sent to other processes |
/// | `network_stream_timeout_seconds` | [#networkStreamTimeout] |
/// | `requester_pays`, `checksum_algorithm` | [#requesterPays], [#checksumAlgorithm] |
/// | `legacy_rooted_keys` | [#legacyRootedKeys] |
/// | `read_headers`, `write_headers`, `headers` | [#readHeaders], [#writeHeaders], [#headers] |
/// | the storage's part of the configuration | [#settings]: classes, conditions, metadata, parts |
/// | `attribution` of a repository | [#attribution] |
///
/// What is not said comes from where any tool of AWS looks: environment and profile files give
/// credentials, region and endpoint. `Storage.of("s3://bucket/path")` is this builder with nothing
/// said. A builder belongs to one thread; storages that it opened do not know it any more.
public final class S3StorageBuilder {
  private final Flavour flavour;
  private final String bucket;
  private final String prefix;
  private Optional<String> region = Optional.empty();
  private Optional<String> endpointUrl = Optional.empty();
  private boolean allowHttp;
  private boolean forcePathStyle;
  private Optional<Long> networkStreamTimeoutSeconds = Optional.empty();
  private boolean requesterPays;
  private Optional<ChecksumAlgorithm> checksumAlgorithm = Optional.empty();
  private S3Credentials credentials = new S3Credentials.Ambient();
  private Access access = Access.READ_WRITE;
  private Optional<Boolean> rootedKeys = Optional.empty();
  private Headers readHeaders = Headers.NONE;
  private Headers writeHeaders = Headers.NONE;
  private ClientSetup client = ClientSetup.of(StorageSettings.empty());
  private OptionalLong crtFromBytes = OptionalLong.empty();
  private OptionalLong transfersFromBytes = OptionalLong.empty();

  private S3StorageBuilder(Flavour flavour, String bucket, String prefix) {
    this.flavour = flavour;
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  /// A storage in a bucket, below a prefix. One slash at the end of the prefix does not count; an
  /// empty one means the whole bucket, in which no repository can be created.
  public static S3StorageBuilder of(String bucket, String prefix) {
    return new S3StorageBuilder(Flavour.S3, bucket, prefix);
  }

  /// A storage in a bucket of Cloudflare R2, which needs an endpoint or an [#accountId]. Without a
  /// bucket the first segment of the prefix is it.
  public static S3StorageBuilder r2(String bucket, String prefix) {
    if (!bucket.isEmpty()) {
      return new S3StorageBuilder(Flavour.R2, bucket, prefix);
    }
    String[] segments = prefix.split("/", 2);
    return new S3StorageBuilder(Flavour.R2, segments[0], segments.length == 1 ? "" : segments[1]);
  }

  /// A storage in a bucket of Tigris. It needs a region, for otherwise what was written need not be
  /// what is read next; [#readOnly] does without.
  public static S3StorageBuilder tigris(String bucket, String prefix) {
    return new S3StorageBuilder(Flavour.TIGRIS, bucket, prefix);
  }

  /// The account of R2, which names its endpoint.
  public S3StorageBuilder accountId(String id) {
    return endpointUrl("https://" + id + ".r2.cloudflarestorage.com");
  }

  /// The region that the bucket is in. Unset, the one of the environment; at an endpoint of one's
  /// own, where nobody says one, `us-east-1`.
  public S3StorageBuilder region(String name) {
    this.region = Optional.of(name);
    return this;
  }

  /// The server, as `http(s)://host[:port][/path]`. Unset, the one of the environment, else of AWS.
  public S3StorageBuilder endpointUrl(String url) {
    this.endpointUrl = Optional.of(url);
    return this;
  }

  /// Whether the server may be reached without TLS. Off.
  public S3StorageBuilder allowHttp(boolean allowed) {
    this.allowHttp = allowed;
    return this;
  }

  /// Whether the bucket stands in the path instead of the host name. Off; on in any case where the
  /// server is an address or a plain name, or the bucket's name has dots that no certificate
  /// covers.
  public S3StorageBuilder forcePathStyle(boolean forced) {
    this.forcePathStyle = forced;
    return this;
  }

  /// After how long an answer that stalls is given up; zero for never. Unset, ten seconds.
  public S3StorageBuilder networkStreamTimeout(Duration timeout) {
    this.networkStreamTimeoutSeconds = Optional.of(timeout.toSeconds());
    return this;
  }

  /// Whether we agree to pay for requests to a bucket of somebody else's. Off.
  public S3StorageBuilder requesterPays(boolean pays) {
    this.requesterPays = pays;
    return this;
  }

  /// The checksum that is sent with every body for the store to check. Unset, none.
  public S3StorageBuilder checksumAlgorithm(ChecksumAlgorithm algorithm) {
    this.checksumAlgorithm = Optional.of(algorithm);
    return this;
  }

  /// Who asks. Unset, whoever the environment says.
  public S3StorageBuilder credentials(S3Credentials who) {
    this.credentials = Objects.requireNonNull(who, "credentials");
    return this;
  }

  /// Whether keys begin with a slash, as some repositories of old at the root of a bucket have
  /// them. Unset, the bucket is asked once; possible only with an empty prefix.
  public S3StorageBuilder legacyRootedKeys(boolean rooted) {
    this.rootedKeys = Optional.of(rooted);
    return this;
  }

  /// Further header fields of reading requests. Those that this storage sets itself stay its own.
  public S3StorageBuilder readHeaders(Map<String, String> fields) {
    this.readHeaders = fields(fields);
    return this;
  }

  /// Further header fields of all requests.
  public S3StorageBuilder headers(Map<String, String> fields) {
    return readHeaders(fields).writeHeaders(fields);
  }

  /// Further header fields of writing requests. Those that this storage sets itself stay its own.
  public S3StorageBuilder writeHeaders(Map<String, String> fields) {
    this.writeHeaders = fields(fields);
    return this;
  }

  /// Retries, time-outs, parts, conditions and storage classes.
  public S3StorageBuilder settings(StorageSettings newSettings) {
    this.client = client.with(newSettings);
    return this;
  }

  /// Keys and trust in place of the JVM's own.
  public S3StorageBuilder tls(SSLContext context) {
    this.client = client.with(Objects.requireNonNull(context, "context"));
    return this;
  }

  /// Who requests are for, in the store's logs; unset, nobody in particular.
  public S3StorageBuilder attribution(Attribution who) {
    this.client = client.with(who);
    return this;
  }

  /// Reads ranges of at least `fromBytes` bytes through the native S3 client of AWS, where
  /// `software.amazon.awssdk.crt:aws-crt` is on the path. Off, for no size favours it: in one run
  /// with 16 reads at once on two cores Netty read 2.2 times as much at 64 KiB, 1.5 times at 1 MiB
  /// and 1.4 times at 16 MiB (the README has the table). It is for who measures otherwise.
  ///
  /// It carries reads of a known length into memory that is there, as chunks are read, in parts of
  /// at most 8 MiB, whose answers are checked as everywhere. Its buffers, a quarter of the budget
  /// and 128 MiB at most, are reserved in it from the first such read until the storage is closed,
  /// and are direct memory of the JVM. Without the library, with less than 128 MiB of budget, an
  /// `SSLContext` or trust store of one's own, a proxy, or a clock that the server disagrees with,
  /// Netty carries all; that is logged once. What does not go well is asked for again by Netty, so
  /// that failures are the same.
  ///
  /// @throws IllegalArgumentException if `fromBytes` is not positive
  public S3StorageBuilder largeReadsThroughCrt(long fromBytes) {
    if (fromBytes < 1) {
      throw new IllegalArgumentException("large reads: from " + fromBytes + " bytes on");
    }
    this.crtFromBytes = OptionalLong.of(fromBytes);
    return this;
  }

  /// Lets `S3TransferManager` of the SDK, over CRT, carry chunks of at least `fromBytes` bytes
  /// between the bucket and local files when a repository is cloned from or to them, where
  /// `software.amazon.awssdk:s3-transfer-manager` and `software.amazon.awssdk.crt:aws-crt` are on
  /// the path. Off; where it was measured it paid for downloads from 8 MiB on (the README has the
  /// figures).
  ///
  /// 256 MiB, the least that CRT takes as the limit of its buffers, are reserved in the memory
  /// budget while a clone has such objects. With less than twice of it in all, without the
  /// libraries, with an `SSLContext` or trust store of one's own, a proxy, or a clock that the
  /// server disagrees with, all goes as without; that is logged once. What does not go well is
  /// tried again as without, so that failures are the same. CRT checks of the parts of an object
  /// that they are of one version and as long as they must be.
  ///
  /// @throws IllegalArgumentException if `fromBytes` is not positive
  public S3StorageBuilder largeCopiesThroughTransferManager(long fromBytes) {
    if (fromBytes < 1) {
      throw new IllegalArgumentException("large copies: from " + fromBytes + " bytes on");
    }
    this.transfersFromBytes = OptionalLong.of(fromBytes);
    return this;
  }

  /// Only reads; of Tigris without the requests that make reads consistent.
  public S3StorageBuilder readOnly() {
    this.access = Access.READ;
    return this;
  }

  /// The objects are somebody else's: under any keys, and only to be read.
  public S3StorageBuilder foreign() {
    this.access = Access.FOREIGN;
    return this;
  }

  private static Headers fields(Map<String, String> fields) {
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
    Optional<String> profile =
        credentials instanceof S3Credentials.Profile(String name)
            ? Optional.of(name)
            : Optional.empty();
    S3Options options =
        new S3Options(
            region,
            endpointUrl,
            credentials instanceof S3Credentials.Anonymous,
            allowHttp,
            forcePathStyle,
            networkStreamTimeoutSeconds,
            requesterPays,
            checksumAlgorithm);
    return S3Opening.open(
        new S3Setup(
            bucket,
            prefix,
            options,
            credentials,
            new S3Setup.Layout(flavour, access, rootedKeys),
            readHeaders,
            writeHeaders,
            client,
            crtFromBytes,
            transfersFromBytes),
        profile);
  }
}
