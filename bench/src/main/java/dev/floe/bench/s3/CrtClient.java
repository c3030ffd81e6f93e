package dev.floe.bench.s3;

import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.crt.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.s3.S3BorrowedBuffer;
import software.amazon.awssdk.crt.s3.S3BorrowedBufferDelivery;
import software.amazon.awssdk.crt.s3.S3Client;
import software.amazon.awssdk.crt.s3.S3ClientOptions;
import software.amazon.awssdk.crt.s3.S3DirectBufferPoolOptions;
import software.amazon.awssdk.crt.s3.S3FinishedResponseContext;
import software.amazon.awssdk.crt.s3.S3MetaRequest;
import software.amazon.awssdk.crt.s3.S3MetaRequestOptions;
import software.amazon.awssdk.crt.s3.S3MetaRequestResponseHandler;

/// The native client itself, without the SDK: it lends its buffers, which are copied from once.
final class CrtClient extends AsyncClient {
  private static final long POOL_BYTES = 512L << 20;
  private static final long PART_BYTES = 8 << 20;

  private final URI server;
  private final EventLoopGroup loops = new EventLoopGroup(0, 2);
  private final HostResolver names = new HostResolver(loops);
  private final ClientBootstrap bootstrap = new ClientBootstrap(loops, names);
  private final StaticCredentialsProvider credentials;
  private final AwsSigningConfig signing;
  private final S3Client client;

  CrtClient(S3Object object, MemorySegment destinations, int connections) {
    super(destinations);
    this.server = object.server();
    this.credentials =
        new StaticCredentialsProvider.StaticCredentialsProviderBuilder()
            .withAccessKeyId(S3Object.ACCESS_KEY.getBytes(StandardCharsets.UTF_8))
            .withSecretAccessKey(S3Object.SECRET.getBytes(StandardCharsets.UTF_8))
            .build();
    this.signing = AwsSigningConfig.getDefaultS3SigningConfig(S3Object.REGION, credentials);
    this.client =
        new S3Client(
            new S3ClientOptions()
                .withRegion(S3Object.REGION)
                .withClientBootstrap(bootstrap)
                .withSigningConfig(signing)
                .withPartSize(PART_BYTES)
                .withMaxConnections(connections)
                .withMemoryLimitInBytes(POOL_BYTES)
                .withDirectBufferPoolOptions(S3DirectBufferPoolOptions.fixed(POOL_BYTES)));
  }

  @Override
  CompletableFuture<Void> get(MemorySegment into, long offset) {
    HttpHeader[] headers = {
      new HttpHeader("Host", server.getAuthority()),
      new HttpHeader("Range", "bytes=" + offset + "-" + (offset + into.byteSize() - 1))
    };
    Landing landing = new Landing(into, offset);
    S3MetaRequest request =
        client.makeMetaRequest(
            new S3MetaRequestOptions()
                .withMetaRequestType(S3MetaRequestOptions.MetaRequestType.GET_OBJECT)
                .withEndpoint(server)
                .withHttpRequest(
                    new HttpRequest(
                        "GET", "/" + S3Object.BUCKET + "/" + S3Object.KEY, headers, null))
                .withResponseHandler(landing));
    return landing.landed.whenComplete((_, _) -> request.close());
  }

  @Override
  public void close() {
    client.close();
    client.getShutdownCompleteFuture().join();
    signing.close();
    credentials.close();
    bootstrap.close();
    names.close();
    loops.close();
  }

  private static final class Landing
      implements S3MetaRequestResponseHandler, S3BorrowedBufferDelivery {
    private final MemorySegment destination;
    private final long start;
    private final CompletableFuture<Void> landed = new CompletableFuture<>();

    Landing(MemorySegment destination, long start) {
      this.destination = destination;
      this.start = start;
    }

    @Override
    public int onResponseBodyBorrowed(S3BorrowedBuffer buffer, long from, long end) {
      try (buffer) {
        MemorySegment piece = MemorySegment.ofBuffer(buffer.asByteBuffer());
        MemorySegment.copy(piece, 0, destination, from - start, piece.byteSize());
      }
      return 0;
    }

    @Override
    public void onFinished(S3FinishedResponseContext context) {
      if (context.getErrorCode() == 0) {
        landed.complete(null);
      } else {
        landed.completeExceptionally(
            new IllegalStateException(
                "error "
                    + context.getErrorCode()
                    + ", status "
                    + context.getResponseStatus()
                    + ", "
                    + context.getCause()));
      }
    }
  }
}
