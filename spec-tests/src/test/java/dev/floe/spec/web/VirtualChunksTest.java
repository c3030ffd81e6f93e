package dev.floe.spec.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.S3Options;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Virtual chunks in a file of a web server, of a public bucket, and of one that wants to know who
/// asks.
class VirtualChunksTest {
  private final S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));

  @BeforeEach
  void write() {
    try (ServedStorage served = new ServedStorage(server)) {
      served
          .put(
              VirtualChunksChecks.FILE,
              MemorySegment.ofArray(VirtualChunksChecks.file()),
              PutOptions.chunk())
          .join();
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private S3Options options() {
    return S3Options.NONE.inRegion("us-east-1").atEndpoint(server.endpoint().toString());
  }

  @Test
  void ofAWebServer() {
    assertEquals(
        List.of(),
        VirtualChunksChecks.problems(
            server.endpoint() + "/bucket/served/",
            new ObjectStoreConfig.Http(new TreeMap<>(), new TreeMap<>()),
            ""));
  }

  @Test
  void ofAPublicBucket() {
    assertEquals(
        List.of(),
        VirtualChunksChecks.problems(
            "s3://bucket/served/", new ObjectStoreConfig.S3Compatible(options()), "=anonymous"));
  }

  @Test
  void ofABucketThatIsNamedInTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL",
            server.endpoint().toString(),
            "AWS_ACCESS_KEY_ID",
            "testkey",
            "AWS_SECRET_ACCESS_KEY",
            "testsecret12",
            "AWS_REGION",
            "us-east-1");
    assertEquals(
        List.of(), VirtualChunksChecks.problemsWith(environment, "s3://bucket/served/", "=env"));
  }
}
