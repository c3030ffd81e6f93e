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
final class FloeClient implements RangeClient {
  private final Storage storage;
  private final MemorySegment destinations;

  FloeClient(S3Object object, S3Credentials credentials, MemorySegment destinations) {
    this(builder(object).credentials(credentials).open(), destinations);
  }

  private FloeClient(Storage storage, MemorySegment destinations) {
    this.storage = storage;
    this.destinations = destinations;
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

  private CompletableFuture<?> get(int slot, long offset, int lengthBytes) {
    MemorySegment into = destinations.asSlice((long) slot * lengthBytes, lengthBytes);
    GetOptions range = GetOptions.range(ByteRange.of(offset, offset + lengthBytes));
    return storage.get(S3Object.NAME, range, Target.of(into));
  }

  @Override
  public void run(Load load) {
    Lanes.run(load, this::get);
  }

  @Override
  public MemorySegment read(long offset, int lengthBytes) {
    get(0, offset, lengthBytes).join();
    return destinations.asSlice(0, lengthBytes);
  }

  @Override
  public void close() {
    storage.close();
  }
}
