package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.internal.http.BodyPlan.Landing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A landing that is asked for when the whole answer is there already: nothing more comes that
/// would have the connection read on by itself.
class LateLandingTest {
  @Test
  @Timeout(30)
  void theConnectionServesTheNextCallToo() throws Exception {
    byte[] body = new byte[300];
    new Random(1).nextBytes(body);
    try (Arena arena = Arena.ofShared();
        ScriptedServer server =
            ScriptedServer.serving(line -> {
              while (true) {
                line.read();
                line.answer("200 OK", body);
              }
            });
        NettyHttpClient client = NettyHttpClient.open(HttpOptions.STANDARD, SystemSources.all())) {
      HttpRequest request =
          HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/key", Headers.NONE);
      for (int i = 0; i < 20; i++) {
        MemorySegment destination = arena.allocate(body.length);
        BodyPlan later = _ -> new Landing.Later(() -> new Landing.Into(destination));
        client
            .send(
                new HttpCall(
                    request,
                    RequestSigner.NONE,
                    later,
                    HttpCall.Repetition.READ,
                    "key",
                    Optional.empty()))
            .join();
        assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
      }
      assertEquals(1, server.connections());
    }
  }
}
