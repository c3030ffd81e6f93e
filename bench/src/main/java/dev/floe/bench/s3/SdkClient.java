package dev.floe.bench.s3;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// The SDK's asynchronous client. What it hands out is copied into the destination, which costs it
/// less than the arrays that it would make of a body.
final class SdkClient extends AsyncClient {
  private final S3AsyncClient client;

  private SdkClient(S3AsyncClient client, MemorySegment destinations) {
    super(destinations);
    this.client = client;
  }

  /// Over Netty, which is its usual one.
  static SdkClient overNetty(S3Object object, MemorySegment destinations, int connections) {
    return new SdkClient(
        S3AsyncClient.builder()
            .endpointOverride(object.server())
            .forcePathStyle(true)
            .region(Region.of(S3Object.REGION))
            .credentialsProvider(S3Object.credentials())
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(connections))
            .build(),
        destinations);
  }

  /// Over the native client.
  static SdkClient overCrt(S3Object object, MemorySegment destinations, int connections) {
    return new SdkClient(
        S3AsyncClient.crtBuilder()
            .endpointOverride(object.server())
            .forcePathStyle(true)
            .region(Region.of(S3Object.REGION))
            .credentialsProvider(S3Object.credentials())
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .maxConcurrency(connections)
            .build(),
        destinations);
  }

  @Override
  CompletableFuture<?> get(MemorySegment into, long offset) {
    return client.getObject(
        get ->
            get.bucket(S3Object.BUCKET)
                .key(S3Object.KEY)
                .range("bytes=" + offset + "-" + (offset + into.byteSize() - 1)),
        new Landing(into));
  }

  @Override
  public void close() {
    client.close();
  }

  /// Copies a body to where it is wanted.
  private static final class Landing
      implements AsyncResponseTransformer<GetObjectResponse, Long>, Subscriber<ByteBuffer> {
    private final MemorySegment destination;
    private CompletableFuture<Long> landed;
    private long bytes;

    Landing(MemorySegment destination) {
      this.destination = destination;
    }

    @Override
    public CompletableFuture<Long> prepare() {
      bytes = 0;
      landed = new CompletableFuture<>();
      return landed;
    }

    @Override
    public void onResponse(GetObjectResponse response) {}

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
      publisher.subscribe(this);
    }

    @Override
    public void exceptionOccurred(Throwable error) {
      landed.completeExceptionally(error);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      MemorySegment source = MemorySegment.ofBuffer(piece);
      MemorySegment.copy(source, 0, destination, bytes, source.byteSize());
      bytes += source.byteSize();
    }

    @Override
    public void onError(Throwable error) {
      landed.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      landed.complete(bytes);
    }
  }
}
