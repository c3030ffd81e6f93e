package dev.floe.spec.web;

import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.spec.storage.ReadContract;
import dev.floe.storage.Storage;
import org.junit.jupiter.api.AfterEach;

/// HTTP storage reads as every storage does.
class HttpStorageReadsTest implements ReadContract {
  private final S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
  private final Storage storage = new ServedStorage(server);

  @AfterEach
  void close() {
    storage.close();
    server.close();
  }

  @Override
  public Storage storage() {
    return storage;
  }
}
