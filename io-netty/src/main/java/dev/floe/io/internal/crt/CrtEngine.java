package dev.floe.io.internal.crt;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.memory.SegmentPool;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpMonitoringOptions;
import software.amazon.awssdk.crt.http.HttpProxyEnvironmentVariableSetting;
import software.amazon.awssdk.crt.http.HttpProxyEnvironmentVariableSetting.HttpProxyEnvironmentVariableType;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.ExponentialBackoffRetryOptions;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.StandardRetryOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.s3.S3Client;
import software.amazon.awssdk.crt.s3.S3ClientOptions;
import software.amazon.awssdk.crt.s3.S3DirectBufferPoolOptions;
import software.amazon.awssdk.crt.s3.S3MetaRequestOptions;
import software.amazon.awssdk.crt.s3.S3MetaRequestOptions.MetaRequestType;

/// The native client of one storage, with its threads and its buffers, which are of a fixed size
/// and reserved in the budget before it starts. Closing it ends its reads, waits for the native
/// side, and gives the reservation back.
final class CrtEngine implements AutoCloseable {
  /// The native side asks for so much at once.
  static final long PART_BYTES = 8 << 20;

  static final long LEAST_POOL_BYTES = 4 * PART_BYTES;
  static final long MOST_POOL_BYTES = 16 * PART_BYTES;

  /// Its own retries are few: whatever does not go well is asked for again elsewhere.
  private static final int RETRIES = 2;

  private static final int BACKOFF_MILLIS = 50;
  private static final int THREADS = 2;
  private static final long CLOSING_SECONDS = 10;

  private final CrtSetup setup;
  private final Optional<SegmentPool.Reservation> reservation;
  private final Set<CrtRead> running = ConcurrentHashMap.newKeySet();
  private final EventLoopGroup loops;
  private final HostResolver names;
  private final ClientBootstrap bootstrap;
  private final Optional<TlsContext> tls;
  private final S3Client client;

  /// Starts it.
  ///
  /// @param poolBytes of its buffers, which are reserved
  CrtEngine(CrtSetup setup, long poolBytes, Optional<SegmentPool.Reservation> reservation) {
    CRT.checkLoaded();
    this.setup = setup;
    this.reservation = reservation;
    this.loops = new EventLoopGroup(0, THREADS);
    this.names = new HostResolver(loops);
    this.bootstrap = new ClientBootstrap(loops, names);
    this.tls = setup.origin().tls() ? Optional.of(tls()) : Optional.empty();
    try {
      this.client = new S3Client(options(poolBytes));
    } catch (RuntimeException | Error e) {
      tls.ifPresent(CrtResource::close);
      bootstrap.close();
      names.close();
      loops.close();
      throw e;
    }
  }

  private static TlsContext tls() {
    try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
      return new TlsContext(options);
    }
  }

  private S3ClientOptions options(long poolBytes) {
    HttpMonitoringOptions stalled = new HttpMonitoringOptions();
    stalled.setMinThroughputBytesPerSecond(1);
    stalled.setAllowableThroughputFailureIntervalSeconds(
        Math.clamp(setup.http().timeouts().read().toSeconds(), 2, 3600));
    HttpProxyEnvironmentVariableSetting noProxies = new HttpProxyEnvironmentVariableSetting();
    noProxies.setEnvironmentVariableType(HttpProxyEnvironmentVariableType.DISABLED);
    S3ClientOptions options =
        new S3ClientOptions()
            .withRegion(setup.signing().region())
            .withClientBootstrap(bootstrap)
            .withPartSize(PART_BYTES)
            .withMaxConnections(setup.http().hosts().connections())
            .withMemoryLimitInBytes(poolBytes)
            .withDirectBufferPoolOptions(S3DirectBufferPoolOptions.fixed(poolBytes))
            .withConnectTimeoutMs(
                Math.clamp(setup.http().timeouts().connect().toMillis(), 1, 3_600_000))
            .withHttpMonitoringOptions(stalled)
            .withProxyEnvironmentVariableSetting(noProxies)
            .withStandardRetryOptions(
                new StandardRetryOptions()
                    .withBackoffRetryOptions(
                        new ExponentialBackoffRetryOptions()
                            .withEventLoopGroup(loops)
                            .withMaxRetries(RETRIES)
                            .withBackoffScaleFactorMS(BACKOFF_MILLIS)));
    tls.ifPresent(options::withTlsContext);
    return options;
  }

  /// How many reads are under way.
  int running() {
    return running.size();
  }

  /// Hands a read to the native side.
  ///
  /// @param keys to sign with; empty for an unsigned request
  void begin(CrtRead read, HttpRequest request, Optional<Keys> keys) {
    running.add(read);
    read.end().whenComplete((_, _) -> running.remove(read));
    S3MetaRequestOptions options =
        new S3MetaRequestOptions()
            .withMetaRequestType(MetaRequestType.GET_OBJECT)
            .withEndpoint(URI.create(request.origin().toString()))
            .withHttpRequest(
                new software.amazon.awssdk.crt.http.HttpRequest(
                    "GET", request.target(), fields(request), null))
            .withResponseHandler(read);
    try (StaticCredentialsProvider provider = keys.map(CrtEngine::provider).orElse(null);
        AwsSigningConfig signing =
            provider == null
                ? null
                : AwsSigningConfig.getDefaultS3SigningConfig(setup.signing().region(), provider)) {
      if (signing != null) {
        options.withSigningConfig(signing);
      }
      read.began(client.makeMetaRequest(options), setup.http().timeouts().attempt().toNanos());
    } catch (CrtRuntimeException | IllegalStateException | IllegalArgumentException e) {
      read.refused(e);
    }
  }

  private static HttpHeader[] fields(HttpRequest request) {
    Headers all = Headers.of("Host", request.origin().authority()).overriddenBy(request.headers());
    return all.fields().stream()
        .map(field -> new HttpHeader(field.name(), field.value()))
        .toArray(HttpHeader[]::new);
  }

  private static StaticCredentialsProvider provider(Keys keys) {
    var builder =
        new StaticCredentialsProvider.StaticCredentialsProviderBuilder()
            .withAccessKeyId(keys.accessKeyId().getBytes(StandardCharsets.UTF_8))
            .withSecretAccessKey(keys.secretAccessKey().getBytes(StandardCharsets.UTF_8));
    keys.sessionToken()
        .ifPresent(token -> builder.withSessionToken(token.getBytes(StandardCharsets.UTF_8)));
    return builder.build();
  }

  @Override
  public void close() {
    running.forEach(CrtRead::cancel);
    client.close();
    try {
      client.getShutdownCompleteFuture().get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // Its threads end by themselves; nobody waits longer.
    }
    tls.ifPresent(CrtResource::close);
    bootstrap.close();
    names.close();
    loops.close();
    reservation.ifPresent(SegmentPool.Reservation::close);
  }
}
