package dev.floe.spec;

import dev.floe.spec.s3.S3Server;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

/// The reference over the S3 server inside the virtual machine.
@Tag("live")
class ReferenceOverS3LiveTest extends ReferenceOverS3Checks {
  @AutoClose private final S3Server server = S3Server.start();

  @Override
  URI endpoint() {
    return server.endpoint();
  }
}
