package dev.floe.fuzz.hostile;

import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.RequestSigner;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a server answers, head and body, before it hangs up. The body is to land in a segment whose
/// length is known, as that of a range of a chunk is; behind the segment nothing may be written.
final class HttpTarget implements Target {
  private static final int BODY_BYTES = 16;
  private static final int GUARD_BYTES = 48;
  private static final byte POISON = (byte) 0xdb;
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final AnsweringServer server = new AnsweringServer();
  private final NettyHttpClient client =
      NettyHttpClient.open(
          HttpOptions.STANDARD.with(new Backoff(0, 0, Duration.ZERO, Duration.ZERO)),
          SystemSources.all());
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(BODY_BYTES + GUARD_BYTES);

  @Override
  public String name() {
    return "http-answer";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n0123456789abcdef",
            "HTTP/1.1 206 Partial\r\nContent-Length: 16\r\nContent-Range: bytes 0-15/99\r\n"
                + "ETag: \"x\"\r\n\r\n0123456789abcdef",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n01234567\r\n"
                + "8;x=y\r\n89abcdef\r\n0\r\nX: y\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789abcdef",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n"
                + "0123456789abcdef",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-Amz-Request-Id: 1\r\n\r\nabc",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 16\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 16\r\nContent-Length: 17\r\n\r\n0123456789abcdef",
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "10\r\n0123456789abcdef\r\n0\r\n\r\n",
            "HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 503 Slow Down\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  @Override
  public boolean mayRefuseWith(IcechunkException refusal) {
    return refusal instanceof StorageException;
  }

  @Override
  public void read(byte[] input) {
    server.answers(input);
    memory.fill(POISON);
    HttpAnswer answer;
    try {
      answer = Futures.await(client.send(call()));
    } finally {
      MemorySegment guard = memory.asSlice(BODY_BYTES);
      for (long at = 0; at < GUARD_BYTES; at++) {
        Checks.require(guard.get(ValueLayout.JAVA_BYTE, at) == POISON, "written behind the body");
      }
    }
    if (answer.status() == OK || answer.status() == PARTIAL) {
      Checks.require(answer.landedBytes() == BODY_BYTES, answer.landedBytes() + " bytes landed");
      require(input);
    }
  }

  private HttpCall call() {
    MemorySegment body = memory.asSlice(0, BODY_BYTES);
    BodyPlan plan =
        head ->
            head.status() == OK || head.status() == PARTIAL
                ? new BodyPlan.Landing.Into(body)
                : new BodyPlan.Landing.Collect(1000);
    return new HttpCall(
        HttpRequest.of(
            HttpRequest.Method.GET,
            new Origin(false, "127.0.0.1", server.port()),
            "/key",
            Headers.NONE),
        RequestSigner.NONE,
        plan,
        HttpCall.Repetition.ONCE,
        "object key",
        Optional.of(Duration.ofSeconds(4)));
  }

  /// The body stands in the answer: in one piece, unless it came in chunks.
  private void require(byte[] input) {
    String all = new String(input, StandardCharsets.ISO_8859_1);
    byte[] landed = memory.asSlice(0, BODY_BYTES).toArray(ValueLayout.JAVA_BYTE);
    String body = new String(landed, StandardCharsets.ISO_8859_1);
    if (!all.toLowerCase(Locale.ROOT).contains("chunked")) {
      Checks.require(all.contains(body), "bytes that were not sent");
      return;
    }
    int at = 0;
    for (int i = 0; i < body.length(); i++) {
      at = all.indexOf(body.charAt(i), at) + 1;
      Checks.require(at > 0, "bytes that were not sent");
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
    arena.close();
  }
}
