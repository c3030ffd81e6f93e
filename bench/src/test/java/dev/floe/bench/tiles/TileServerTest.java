package dev.floe.bench.tiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.bench.Chunks;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TileServerTest {
  private static final int TILES = 8;
  private static final int BYTES = 64 << 10;

  private final Storage storage = Storage.inMemory();
  private final HttpClient client = HttpClient.newHttpClient();
  private Repository repository;
  private TileServer server;

  private static MemorySegment tile(int number, int version) {
    MemorySegment tile = MemorySegment.ofArray(new byte[BYTES]);
    tile.fill((byte) version);
    tile.set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
    return tile;
  }

  @BeforeEach
  void start() throws IOException {
    repository = Repository.create(storage);
    repository.transaction(
        "main",
        "tiles",
        store -> {
          store.set("map/zarr.json", Chunks.array(TILES, BYTES));
          for (int i = 0; i < TILES - 1; i++) {
            store.set("map/c/" + i, tile(i, 1));
          }
        });
    server = TileServer.start(repository, "main", 0, 4, Duration.ofMillis(200));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    repository.close();
    storage.close();
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private static String tag(HttpResponse<?> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void aTileHasItsBytesAndATag() throws Exception {
    HttpResponse<byte[]> answer = send(at("map/c/3"));
    assertEquals(200, answer.statusCode());
    assertArrayEquals(tile(3, 1).toArray(ValueLayout.JAVA_BYTE), answer.body());
    assertEquals('"' + repository.lookupBranch("main").text() + '"', tag(answer));
    HttpResponse<byte[]> head = send(at("map/c/3").method("HEAD", BodyPublishers.noBody()));
    assertEquals(200, head.statusCode());
    assertEquals(BYTES, head.headers().firstValueAsLong("Content-Length").orElseThrow());
  }

  @Test
  void whoHasTheSnapshotIsToldSoUntilSomebodyCommits() throws Exception {
    String tag = tag(send(at("map/c/3")));
    HttpResponse<byte[]> same = send(at("map/c/3").header("If-None-Match", tag));
    assertEquals(304, same.statusCode());
    assertEquals(0, same.body().length);
    repository.transaction("main", "a tile", store -> store.set("map/c/3", tile(3, 2)));
    server.follow();
    HttpResponse<byte[]> fresh = send(at("map/c/3").header("If-None-Match", tag));
    assertEquals(200, fresh.statusCode());
    assertNotEquals(tag, tag(fresh));
    assertArrayEquals(tile(3, 2).toArray(ValueLayout.JAVA_BYTE), fresh.body());
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertEquals(404, send(at("map/c/" + (TILES - 1))).statusCode());
    assertEquals(404, send(at("map/c/99")).statusCode());
    assertEquals(404, send(at("other/c/0")).statusCode());
    assertEquals(404, send(at("map/zarr.json")).statusCode());
    assertEquals(404, send(at("../c/0")).statusCode());
    assertEquals(404, send(at("map/c/99999999999999999999")).statusCode());
  }

  @Test
  void whatNobodyMayAskIsRefused() throws Exception {
    assertEquals(405, send(at("map/c/1").DELETE()).statusCode());
    assertEquals(405, send(at("map/c/1").POST(BodyPublishers.ofString("x"))).statusCode());
    assertEquals(400, send(at("map/c/1").method("GET", BodyPublishers.ofString("x"))).statusCode());
    assertEquals(414, send(at("m".repeat(300) + "/c/1")).statusCode());
  }

  @Test
  void aTileThatIsTooLargeIsAnError() throws Exception {
    repository.transaction(
        "main",
        "large",
        store -> {
          store.set("large/zarr.json", Chunks.array(1, TileServer.LONGEST_TILE + 1L));
          store.set("large/c/0", MemorySegment.ofArray(new byte[TileServer.LONGEST_TILE + 1]));
        });
    server.follow();
    assertEquals(500, send(at("large/c/0")).statusCode());
    assertEquals(200, send(at("map/c/0")).statusCode());
  }

  @Test
  void theDriverAsksAtFixedTimesAndSeesEveryTile() throws Exception {
    try (OpenLoop loop = new OpenLoop(server.address(), 4, i -> "map/c/" + i, TILES - 1, BYTES)) {
      OpenLoop.Outcome good = loop.run(200, Duration.ofSeconds(1));
      assertEquals(200, good.answered());
      assertEquals(200, good.late().getTotalCount());
      assertTrue(good.perSecond() < 220, "not faster than asked: " + good.perSecond());
    }
    try (OpenLoop loop = new OpenLoop(server.address(), 2, i -> "map/c/" + i, TILES, BYTES)) {
      OpenLoop.Outcome bad = loop.run(80, Duration.ofSeconds(1));
      assertEquals(10, bad.failed(), "one tile of eight is not there");
      assertEquals(70, bad.answered());
    }
  }

  @Test
  void aServerThatStandsStillMakesAllLateThatWereDue() throws Exception {
    try (OpenLoop loop = new OpenLoop(server.address(), 1, i -> "map/c/" + i, TILES - 1, BYTES)) {
      OpenLoop.Outcome outcome = loop.run(100_000, Duration.ofMillis(100));
      assertTrue(outcome.perSecond() < 90_000, "one connection did " + outcome.perSecond());
      assertTrue(outcome.millis(50) > 10, "half of them came after " + outcome.millis(50));
    }
  }

  @Test
  void itIsGoneAfterItStopped() {
    URI address = server.address();
    server.close();
    assertThrows(
        IOException.class,
        () ->
            client.send(
                HttpRequest.newBuilder(URI.create(address + "map/c/1")).build(),
                BodyHandlers.discarding()));
  }
}
