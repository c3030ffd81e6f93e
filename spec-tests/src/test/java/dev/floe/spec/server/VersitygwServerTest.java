package dev.floe.spec.server;

import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class VersitygwServerTest extends S3ServerChecks {
  @RegisterExtension static final RunningServer SERVER = RunningServer.versitygw();

  @Override
  URI endpoint() {
    return SERVER.endpoint();
  }
}
