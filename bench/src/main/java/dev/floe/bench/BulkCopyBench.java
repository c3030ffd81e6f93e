package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/// A repository of `allMiB` copied from local files to a bucket and back: `cloneTo`, which also
/// reads its manifests and verifies the copy, with and without the manager for its chunks, beside
/// `S3TransferManager` of the SDK, over its Netty client or over CRT, which copies the same files
/// and does no more. The server is inside of this process and keeps objects in memory; files are
/// not synced. Milliseconds for a copy.
///
/// Without TLS, signed requests of Floe's carry a SHA-256 of their body, which those of CRT do not;
/// unsigned ones cost what signed ones cost with TLS, but for the encryption.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-XX:MaxDirectMemorySize=8g"})
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class BulkCopyBench {
  private static final StorageOptions UNSYNCED =
      StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM);

  @Param("512")
  int allMiB;

  @Param({"1", "64"})
  int chunkMiB;

  @Param("true")
  boolean signed;

  private Scratch source;
  private Scratch target;
  private Repository local;
  private Repository remote;
  private Repository remoteByManager;
  private S3Server server;
  private S3TransferManager netty;
  private S3TransferManager crt;
  private int copies;

  @Setup(Level.Trial)
  public void open() {
    server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(!signed));
    source = Scratch.open("local", UNSYNCED);
    local = Repository.create(source.storage(), RepositoryOptions.STANDARD);
    int count = allMiB / chunkMiB;
    Session session = local.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(count, chunkMiB << 20));
    try (Arena arena = Arena.ofShared()) {
      MemorySegment chunk = arena.allocate((long) chunkMiB << 20).fill((byte) 7);
      for (int i = 0; i < count; i++) {
        chunk.set(ValueLayout.JAVA_INT, 0, i);
        session.store().set("a/c/" + i, chunk);
      }
    }
    session.commit(allMiB + " MiB");
    try (Storage bucket = bucket("source").open()) {
      local.cloneTo(bucket, _ -> {});
    }
    remoteByManager = Repository.open(byManager("source").open());
    remote = Repository.open(bucket("source").open());
    netty = S3TransferManager.builder().s3Client(nettyClient()).build();
    crt = S3TransferManager.builder().s3Client(crtClient()).build();
  }

  private S3StorageBuilder bucket(String prefix) {
    return S3StorageBuilder.of("bucket", prefix)
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(
            signed
                ? S3Credentials.Keys.of("testkey", "testsecret12")
                : new S3Credentials.Anonymous());
  }

  private S3StorageBuilder byManager(String prefix) {
    return bucket(prefix).largeCopiesThroughTransferManager(1);
  }

  private AwsCredentialsProvider credentials() {
    return signed
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create("testkey", "testsecret12"))
        : AnonymousCredentialsProvider.create();
  }

  private S3AsyncClient nettyClient() {
    return S3AsyncClient.builder()
        .endpointOverride(server.endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .multipartEnabled(true)
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(64)
                .connectionAcquisitionTimeout(Duration.ofMinutes(1)))
        .build();
  }

  private S3AsyncClient crtClient() {
    return S3AsyncClient.crtBuilder()
        .endpointOverride(server.endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .build();
  }

  @Setup(Level.Invocation)
  public void empty() {
    copies++;
    target = Scratch.open("local", UNSYNCED);
  }

  @TearDown(Level.Invocation)
  public void remove() {
    target.close();
    try (Storage bucket = bucket("copy-" + copies).open();
        var objects = bucket.list("")) {
      bucket.delete(objects.map(object -> object.key()).toList()).join();
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    netty.close();
    crt.close();
    remote.close();
    remoteByManager.close();
    local.close();
    source.close();
    server.close();
  }

  @Benchmark
  public void upFloe() {
    clone(bucket("copy-" + copies));
  }

  @Benchmark
  public void upFloeByManager() {
    clone(byManager("copy-" + copies));
  }

  private void clone(S3StorageBuilder to) {
    try (Storage bucket = to.open()) {
      local.cloneTo(bucket, _ -> {});
    }
  }

  @Benchmark
  public void downFloe() {
    remote.cloneTo(target.storage(), _ -> {});
  }

  @Benchmark
  public void downFloeByManager() {
    remoteByManager.cloneTo(target.storage(), _ -> {});
  }

  @Benchmark
  public void upTransferManagerNetty() {
    up(netty);
  }

  @Benchmark
  public void downTransferManagerNetty() {
    down(netty);
  }

  @Benchmark
  public void upTransferManagerCrt() {
    up(crt);
  }

  @Benchmark
  public void downTransferManagerCrt() {
    down(crt);
  }

  private void up(S3TransferManager manager) {
    Path from = source.root();
    String prefix = "copy-" + copies;
    var done =
        manager
            .uploadDirectory(upload -> upload.source(from).bucket("bucket").s3Prefix(prefix))
            .completionFuture()
            .join();
    check(done.failedTransfers());
  }

  private void down(S3TransferManager manager) {
    Path into = target.root();
    var done =
        manager
            .downloadDirectory(download ->
                download
                    .destination(into)
                    .bucket("bucket")
                    .listObjectsV2RequestTransformer(list -> list.prefix("source/")))
            .completionFuture()
            .join();
    check(done.failedTransfers());
  }

  private static void check(List<?> failed) {
    if (!failed.isEmpty()) {
      throw new IllegalStateException("not copied: " + failed.getFirst());
    }
  }
}
