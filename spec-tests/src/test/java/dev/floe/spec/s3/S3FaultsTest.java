package dev.floe.spec.s3;

import static dev.floe.spec.s3.S3FaultPlan.kind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every fault is what its table says.
class S3FaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void putOne() throws Exception {
    put("k", "0123456789");
    server.requests().clear();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create(server.endpoint() + "/bucket" + target))
        .timeout(PATIENCE);
  }

  private HttpRequest putting(String key, String body) {
    return request("/" + key).PUT(BodyPublishers.ofString(body)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String key, String body) throws Exception {
    return send(putting(key, body));
  }

  private HttpResponse<String> get(String key, String... headers) throws Exception {
    HttpRequest.Builder request = request("/" + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  private void once(S3Operation operation, S3Fault fault) {
    server.faults(S3FaultPlan.at(kind(operation, "k"), 0, fault));
  }

  @Test
  void requestsAndAnswersGetLost() throws Exception {
    once(S3Operation.PUT_OBJECT, S3Fault.LOST_REQUEST);
    assertThrows(IOException.class, () -> put("k", "lost"));
    assertEquals("0123456789", get("k").body());
    once(S3Operation.PUT_OBJECT, S3Fault.LOST_ANSWER);
    assertThrows(IOException.class, () -> put("k", "done"));
    assertEquals("done", get("k").body());
    assertEquals(2, server.requests().count(S3Operation.PUT_OBJECT));
  }

  @Test
  void requestsLandLate() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    once(S3Operation.PUT_OBJECT, new S3Fault.LandsLate(gate));
    assertThrows(IOException.class, () -> put("k", "late"));
    assertEquals("0123456789", get("k").body());
    gate.complete(null);
    // it lands on its own loop
    for (int i = 0; i < 10_000 && !get("k").body().equals("late"); i++) {
      Thread.onSpinWait();
    }
    assertEquals("late", get("k").body());
  }

  @Test
  void requestsAndAnswersAreHeld() throws Exception {
    for (boolean before : new boolean[] {true, false}) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      once(S3Operation.PUT_OBJECT, before ? new S3Fault.Held(gate) : new S3Fault.HeldAnswer(gate));
      String body = "held " + before;
      var answer = client.sendAsync(putting("k", body), BodyHandlers.ofString());
      while (server.requests().count(S3Operation.PUT_OBJECT) < (before ? 1 : 2)) {
        Thread.onSpinWait();
      }
      if (before) {
        assertEquals("0123456789", get("k").body());
      }
      assertFalse(answer.isDone());
      gate.complete(null);
      assertEquals(200, answer.get().statusCode());
      assertEquals(body, get("k").body());
    }
  }

  @Test
  void requestsAreRefused() throws Exception {
    server.faults(
        S3FaultPlan.storm(
            kind(S3Operation.GET_OBJECT, ""), 1, 2, S3Fault.slowDown(Duration.ofSeconds(3))));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> answer = get("k");
      statuses.add(answer.statusCode());
      assertEquals(
          answer.statusCode() == 503 ? "3" : "-",
          answer.headers().firstValue("retry-after").orElse("-"));
    }
    assertEquals(List.of(200, 503, 503, 200), statuses);
    once(S3Operation.PUT_OBJECT, new S3Fault.RefusedThough(S3Fault.INTERNAL_ERROR));
    HttpResponse<String> answer = put("k", "done");
    assertEquals(500, answer.statusCode());
    assertTrue(answer.body().contains("<Code>InternalError</Code>"), answer.body());
    assertEquals("done", get("k").body());
    once(S3Operation.PUT_OBJECT, new S3Fault.OkWithError(S3Fault.INTERNAL_ERROR));
    answer = put("k", "not done");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("<Error><Code>InternalError</Code>"), answer.body());
    assertEquals("done", get("k").body());
  }

  @Test
  void bodiesAreCutStalledAndTrickled() throws Exception {
    once(S3Operation.GET_OBJECT, new S3Fault.CutBody(4));
    assertThrows(IOException.class, () -> get("k"));
    once(S3Operation.GET_OBJECT, new S3Fault.StalledBody(4));
    var stalled = client.sendAsync(request("/k").build(), BodyHandlers.ofInputStream()).get();
    assertEquals("0123", new String(stalled.body().readNBytes(4)));
    stalled.body().close();
    once(S3Operation.GET_OBJECT, new S3Fault.TrickledBody(3, Duration.ofMillis(1)));
    assertEquals("0123456789", get("k").body());
    // the client repeats a read once
    server.faults(
        S3FaultPlan.always(
            kind(S3Operation.GET_OBJECT, "k"),
            new S3Fault.Delayed(Duration.ofMillis(1), S3Fault.LOST_REQUEST)));
    assertThrows(IOException.class, () -> get("k"));
  }

  @Test
  void rangesAndLengthsAreWrong() throws Exception {
    once(S3Operation.GET_OBJECT, S3Fault.IGNORED_RANGE);
    HttpResponse<String> whole = get("k", "range", "bytes=2-4");
    assertEquals("200 0123456789", whole.statusCode() + " " + whole.body());
    once(S3Operation.GET_OBJECT, new S3Fault.ShiftedRange(3));
    HttpResponse<String> shifted = get("k", "range", "bytes=2-4");
    assertEquals("206 567", shifted.statusCode() + " " + shifted.body());
    assertEquals("bytes 5-7/10", shifted.headers().firstValue("content-range").orElseThrow());
    once(S3Operation.GET_OBJECT, new S3Fault.LyingLength(-4));
    HttpResponse<String> shorter = get("k");
    assertEquals("012345", shorter.body());
    once(
        S3Operation.GET_OBJECT,
        new S3Fault.OtherHeaders(Map.of("etag", "\"other\"", "last-modified", "")));
    HttpResponse<String> changed = get("k");
    assertEquals("\"other\"", changed.headers().firstValue("etag").orElseThrow());
    assertTrue(changed.headers().firstValue("last-modified").isEmpty());
  }

  @Test
  void listingsAreStale() throws Exception {
    put("a", "1");
    put("b", "1");
    send(request("/k").DELETE().build());
    server.faults(
        S3FaultPlan.at(kind(S3Operation.LIST_OBJECTS, ""), 0, new S3Fault.StaleListing(2)));
    assertEquals(List.of("a", "k"), listed());
    assertEquals(List.of("a", "b"), listed());
  }

  private List<String> listed() throws Exception {
    String[] parts = send(request("?list-type=2").build()).body().split("<Key>");
    return IntStream.range(1, parts.length)
        .mapToObj(i -> parts[i].substring(0, parts[i].indexOf('<')))
        .toList();
  }

  @Test
  void conditionalPutsAreLimited() throws Exception {
    Instant[] now = {Instant.EPOCH};
    InstantSource clock = () -> now[0];
    server.faults(S3FaultPlan.conditionalPuts(2, clock, S3Fault.SLOW_DOWN));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      now[0] = Instant.ofEpochMilli(250L * i);
      statuses.add(
          send(request("/k").headers("if-match", "*").PUT(BodyPublishers.ofString("x")).build())
              .statusCode());
      assertEquals(200, put("k", "unconditional").statusCode());
    }
    assertEquals(List.of(200, 200, 503, 503, 200, 200, 503, 503), statuses);
  }

  /// Sixteen requests at once and one after them are two round trips.
  @Test
  void roundTripsAreCounted() throws Exception {
    server.faults(_ -> new S3Fault.Delayed(Duration.ofMillis(200), S3Fault.NONE));
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, 16)
            .mapToObj(_ -> client.sendAsync(request("/k").build(), BodyHandlers.ofString()))
            .toList();
    for (var one : all) {
      assertEquals("0123456789", one.get().body());
    }
    assertEquals(1, server.requests().dependentRoundTrips());
    get("k", "range", "bytes=0-0");
    assertEquals(2, server.requests().dependentRoundTrips());
    assertEquals(17, server.requests().total());
    assertEquals(Map.of(S3Operation.GET_OBJECT, 17L), server.requests().counts());
    assertEquals("bytes=0-0", server.requests().entries().getLast().range());
    server.requests().clear();
    assertEquals(0, server.requests().dependentRoundTrips());
  }

  @Test
  void theSameSeedIsTheSameMisfortune() throws Exception {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      server.faults(
          S3FaultPlan.any(
              S3FaultPlan.seeded(7, kind(S3Operation.GET_OBJECT, ""), 0.5, S3Fault.SLOW_DOWN),
              S3FaultPlan.none()));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        statuses.add(get("k").statusCode());
      }
      runs.add(statuses);
    }
    assertEquals(runs.get(0), runs.get(1));
    assertTrue(runs.getFirst().containsAll(List.of(200, 503)), runs::toString);
  }

  @Test
  void keysOfBatchesAreRefused() throws Exception {
    server.faults(
        S3FaultPlan.always(
            r -> r.operation() == S3Operation.DELETE_OBJECTS,
            new S3Fault.RefusedKeys("k"::equals, S3Fault.INTERNAL_ERROR)));
    String document = "<Delete><Object><Key>k</Key></Object><Object><Key>l</Key></Object></Delete>";
    String digest = ChecksumAlgorithm.CRC32.of(Unpooled.wrappedBuffer(document.getBytes()));
    String answer =
        send(request("?delete")
                .headers("x-amz-checksum-crc32", digest)
                .POST(BodyPublishers.ofString(document))
                .build())
            .body();
    assertTrue(answer.contains("<Error><Key>k</Key><Code>InternalError</Code>"), answer);
    assertTrue(answer.contains("<Deleted><Key>l</Key></Deleted>"), answer);
    assertEquals(200, get("k").statusCode());
  }
}
