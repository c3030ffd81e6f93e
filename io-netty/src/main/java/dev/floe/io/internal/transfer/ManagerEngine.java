package dev.floe.io.internal.transfer;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3CrtAsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/// The manager over CRT, with its native threads and buffers. Any thread may call; closing it ends
/// what is under way.
final class ManagerEngine implements AutoCloseable {
  /// What its buffers may take: the least that CRT accepts as a limit.
  static final long MEMORY_BYTES = 256L << 20;

  /// The status that says that an object is not at the version that was asked for.
  static final int CHANGED = 412;

  private static final long PART_BYTES = 8 << 20;
  private static final int CONNECTIONS = 16;
  private static final int RETRIES = 3;

  /// Fields that requests of the SDK have of their own.
  private static final Set<String> OWN = Set.of("user-agent", "x-amz-storage-class");

  private final TransferSetup setup;
  private final TransferNames names;
  private final S3AsyncClient client;
  private final S3TransferManager manager;

  ManagerEngine(TransferSetup setup, TransferNames names) {
    this.setup = setup;
    this.names = names;
    this.client = client(setup);
    this.manager = S3TransferManager.builder().s3Client(client).build();
  }

  private static S3AsyncClient client(TransferSetup setup) {
    S3CrtAsyncClientBuilder builder =
        S3AsyncClient.crtBuilder()
            .endpointOverride(setup.endpoint())
            .forcePathStyle(setup.pathStyle())
            .region(Region.of(setup.signing().region()))
            .credentialsProvider(credentials(setup))
            .minimumPartSizeInBytes(PART_BYTES)
            .maxConcurrency(CONNECTIONS)
            .maxNativeMemoryLimitInBytes(MEMORY_BYTES)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED)
            .retryConfiguration(retries -> retries.numRetries(RETRIES))
            .httpConfiguration(http ->
                http.connectionTimeout(setup.http().timeouts().connect())
                    .proxyConfiguration(proxy ->
                        proxy.useSystemPropertyValues(false).useEnvironmentVariableValues(false))
                    .connectionHealthConfiguration(health ->
                        health
                            .minimumThroughputInBps(1L)
                            .minimumThroughputTimeout(setup.http().timeouts().read())));
    return builder.build();
  }

  private static IdentityProvider<? extends AwsCredentialsIdentity> credentials(
      TransferSetup setup) {
    return setup.signing().isSigned() ? new GoodKeys(setup) : AnonymousCredentialsProvider.create();
  }

  /// Keys that are good at the time.
  private record GoodKeys(TransferSetup setup) implements IdentityProvider<AwsCredentialsIdentity> {
    @Override
    public Class<AwsCredentialsIdentity> identityType() {
      return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(
        ResolveIdentityRequest request) {
      return setup.signing().keys().thenApply(keys -> identity(keys.orElseThrow()));
    }

    private static AwsCredentialsIdentity identity(Keys keys) {
      return keys.sessionToken()
          .<AwsCredentialsIdentity>map(token ->
              AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), token))
          .orElseGet(() -> AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey()));
    }
  }

  CompletableFuture<?> upload(String key, Path file, PutOptions options, LongConsumer moved) {
    Headers fields = names.put(key, options).headers();
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(names.bucket())
            .key(names.whole(key))
            .overrideConfiguration(with(fields));
    fields.first("x-amz-storage-class").ifPresent(put::storageClass);
    setup.checksum().ifPresent(algorithm -> put.checksumAlgorithm(name(algorithm)));
    return manager
        .uploadFile(upload ->
            upload.putObjectRequest(put.build()).source(file).addTransferListener(told(moved)))
        .completionFuture();
  }

  private static String name(ChecksumAlgorithm algorithm) {
    return algorithm == ChecksumAlgorithm.CRC64_NVME ? "CRC64NVME" : algorithm.name();
  }

  CompletableFuture<?> download(ObjectInfo object, Path file, LongConsumer moved) {
    String key = object.key();
    Headers fields = names.get(key).headers();
    return manager
        .downloadFile(download ->
            download
                .getObjectRequest(get -> {
                  get.bucket(names.bucket())
                      .key(names.whole(key))
                      .overrideConfiguration(with(fields));
                  object.version().flatMap(ObjectVersion::etag).ifPresent(get::ifMatch);
                })
                .destination(file)
                .addTransferListener(told(moved)))
        .completionFuture();
  }

  private static AwsRequestOverrideConfiguration with(Headers fields) {
    AwsRequestOverrideConfiguration.Builder with = AwsRequestOverrideConfiguration.builder();
    fields.fields().stream()
        .filter(field -> !OWN.contains(field.name().toLowerCase(Locale.ROOT)))
        .forEach(field -> with.putHeader(field.name(), field.value()));
    fields
        .first("User-Agent")
        .ifPresent(agent -> with.addApiName(api -> api.name(agent).version("")));
    return with.build();
  }

  private static TransferListener told(LongConsumer moved) {
    return new TransferListener() {
      @Override
      public void bytesTransferred(Context.BytesTransferred context) {
        moved.accept(context.progressSnapshot().transferredBytes());
      }
    };
  }

  /// The status that a failure comes from; 0 if from none.
  static int status(Throwable failure) {
    return failure instanceof S3Exception answered ? answered.statusCode() : 0;
  }

  /// A failure without what anybody wrote into it.
  static String words(Throwable failure) {
    int status = status(failure);
    return failure.getClass().getSimpleName() + (status == 0 ? "" : ", status " + status);
  }

  @Override
  public void close() {
    manager.close();
    client.close();
  }
}
