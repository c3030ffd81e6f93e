package dev.floe.spec;

import dev.floe.spec.s3.S3Server;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// The reference and Floe on one bucket of the server inside of this process.
@Tag("live")
class BucketBothWaysLiveTest extends BucketBothWaysChecks {
  private static S3Server server;

  @BeforeAll
  static void start() {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  URI endpoint() {
    return server.endpoint();
  }
}
