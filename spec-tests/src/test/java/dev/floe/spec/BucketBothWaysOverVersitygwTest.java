package dev.floe.spec;

import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.spec.server.RunningServer;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The reference and Floe on one bucket of versitygw.
@Tag("servers")
class BucketBothWaysOverVersitygwTest extends BucketBothWaysChecks {
  @RegisterExtension static final RunningServer SERVER = RunningServer.versitygw();

  @BeforeAll
  static void createBucket() {
    SERVER.createBucket(S3ServerOptions.TEST_BUCKET);
  }

  @Override
  URI endpoint() {
    return SERVER.endpoint();
  }
}
