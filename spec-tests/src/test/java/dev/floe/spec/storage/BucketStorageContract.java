package dev.floe.spec.storage;

import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.Storage;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/// The contract over a server for S3; each test has a prefix of its own.
abstract class BucketStorageContract extends StorageContract {
  private static final AtomicInteger STORES = new AtomicInteger();

  /// A server with the bucket and the credentials of tests.
  abstract URI endpoint();

  @Override
  protected Storage open() {
    return builder().open();
  }

  /// What is said of the storage.
  final S3StorageBuilder builder() {
    return S3StorageBuilder.of("bucket", "store " + STORES.incrementAndGet())
        .endpointUrl(endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"));
  }

  @Override
  public boolean deletesWithSizes() {
    return false;
  }

  @Override
  public boolean deletesKnowTheMissing() {
    return false;
  }
}
