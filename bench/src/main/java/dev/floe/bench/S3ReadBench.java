package dev.floe.bench;

import dev.floe.format.ByteRange;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.s3.S3Server;
import dev.floe.storage.GetOptions;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/// Signed range reads of one object with some in flight, over the server inside of this process,
/// whose work is in the figures of both: ours into off-heap segments, beside the SDK's client over
/// Netty, which answers heap arrays. Reads a second.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 5)
public class S3ReadBench {
  private static final int READS = 256;
  private static final int OBJECT_BYTES = 16 << 20;

  @Param({"65536", "1048576"})
  int lengthBytes;

  @Param({"16"})
  int inFlight;

  private final Arena arena = Arena.ofShared();
  private S3Server server;
  private Storage storage;
  private S3AsyncClient sdk;
  private MemorySegment destinations;

  @Setup
  public void open() {
    server = S3Server.start();
    storage =
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(server.endpoint().toString())
            .allowHttp(true)
            .region("us-east-1")
            .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
            .open();
    MemorySegment body = arena.allocate(OBJECT_BYTES).fill((byte) 7);
    storage.put("chunks/C", body, PutOptions.chunk()).join();
    destinations = arena.allocate((long) inFlight * lengthBytes);
    sdk =
        S3AsyncClient.builder()
            .endpointOverride(server.endpoint())
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("testkey", "testsecret12")))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(inFlight))
            .build();
  }

  @TearDown
  public void close() {
    sdk.close();
    storage.close();
    server.close();
    arena.close();
  }

  /// One read into a slot of the destinations.
  @FunctionalInterface
  private interface Read {
    CompletableFuture<?> of(int slot, long offset);
  }

  private void run(Read read) throws InterruptedException {
    Semaphore free = new Semaphore(inFlight);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < READS; i++) {
      free.acquire();
      long offset = (long) i * lengthBytes % (OBJECT_BYTES - lengthBytes + 1);
      read.of(i % inFlight, offset)
          .whenComplete((_, thrown) -> {
            if (thrown != null) {
              failure.set(thrown);
            }
            free.release();
          });
    }
    free.acquire(inFlight);
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public void floe() throws InterruptedException {
    run((slot, offset) -> {
      MemorySegment into = destinations.asSlice((long) slot * lengthBytes, lengthBytes);
      GetOptions range = GetOptions.range(ByteRange.of(offset, offset + lengthBytes));
      return storage.get("chunks/C", range, _ -> into);
    });
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public void sdk() throws InterruptedException {
    run((_, offset) ->
        sdk.getObject(
            get ->
                get.bucket("bucket")
                    .key("p/chunks/C")
                    .range("bytes=" + offset + "-" + (offset + lengthBytes - 1)),
            AsyncResponseTransformer.toBytes()));
  }
}
