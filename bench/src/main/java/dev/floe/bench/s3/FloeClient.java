package dev.floe.bench.s3;

import dev.floe.format.ByteRange;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.GetOptions;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/// Floe's storage over Netty: bodies land in the destination.
final class FloeClient extends AsyncClient {
  private final Storage storage;

  FloeClient(S3Object object, S3Credentials credentials, MemorySegment destinations) {
    this(builder(object).credentials(credentials).open(), destinations);
  }

  private FloeClient(Storage storage, MemorySegment destinations) {
    super(destinations);
    this.storage = storage;
  }

  /// With every range handed to the native client.
  static FloeClient throughCrt(S3Object object, MemorySegment destinations) {
    return new FloeClient(
        builder(object).credentials(keys()).largeReadsThroughCrt(1).open(), destinations);
  }

  private static S3StorageBuilder builder(S3Object object) {
    return S3StorageBuilder.of(S3Object.BUCKET, S3Object.PREFIX)
        .endpointUrl(object.server().toString())
        .allowHttp(true)
        .region(S3Object.REGION);
  }

  static S3Credentials keys() {
    return S3Credentials.Keys.of(S3Object.ACCESS_KEY, S3Object.SECRET);
  }

  void write(MemorySegment content) {
    storage.put(S3Object.NAME, content, PutOptions.chunk()).join();
  }

  @Override
  CompletableFuture<?> get(MemorySegment into, long offset) {
    GetOptions range = GetOptions.range(ByteRange.of(offset, offset + into.byteSize()));
    return storage.get(S3Object.NAME, range, Target.of(into));
  }

  @Override
  public void close() {
    storage.close();
  }
}
