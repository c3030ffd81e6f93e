package dev.floe.io.internal.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.RedirectStorageBuilder;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RedirectStorageTest {
  private static Map<String, String> settings(String location) {
    return RedirectTarget.of(location).orElseThrow().options().settings();
  }

  @Test
  void locationsNameStorages() {
    assertEquals(
        "s3://bucket/a/b",
        RedirectTarget.of("s3://bucket/a/b?region=eu-west-1").orElseThrow().url());
    assertEquals(
        Map.of("anonymous", "true", "region", "eu-west-1"),
        settings("s3://bucket/a/b?region=eu-west-1"));
    assertEquals(
        Map.of("anonymous", "true", "account-id", "x", "region", "auto"),
        settings("r2://bucket/a?account_id=x&region=auto"));
    assertEquals(Map.of("anonymous", "true", "access", "read"), settings("tigris://bucket/a"));
    assertEquals("gs://b/p", RedirectTarget.of("gcs://b/p").orElseThrow().url());
    assertEquals("https://h/p", RedirectTarget.of("https+ic://h/p").orElseThrow().url());
    assertEquals("http://h:1/p", RedirectTarget.of("HTTP+icechunk://h:1/p").orElseThrow().url());
    assertTrue(RedirectTarget.of("https://h/p").isEmpty());
    assertTrue(RedirectTarget.of("../p").isEmpty());
    for (String bad : new String[] {"s3://b/a", "r2://b/p?region=auto", "s3://u:p@b/?region=x"}) {
      StorageException refused = assertThrows(StorageException.class, () -> RedirectTarget.of(bad));
      assertEquals(ErrorKind.BAD_REDIRECT, refused.kind());
      assertFalse(refused.getMessage().contains("u:p"));
    }
  }

  @Test
  void whatIsFoundIsReadAndFoundOnce() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.serving(line -> {
              while (true) {
                switch (line.read().start().split(" ")[1]) {
                  case "/weather" -> {
                    lookups.incrementAndGet();
                    line.answer("302 Found", new byte[0], "Location: /moved");
                  }
                  case "/moved" ->
                      line.answer(
                          "307 Moved",
                          new byte[0],
                          "Location: http+ic://127.0.0.1:" + line.localPort() + "/data");
                  case "/data/key" -> line.answer("200 OK", new byte[] {1, 2}, "ETag: \"v\"");
                  default -> line.answer("404 Not Found", new byte[0]);
                }
              }
            });
        Storage storage = new RedirectStorageBuilder(server.origin() + "/weather").open()) {
      assertEquals(0, server.requests());
      for (int i = 0; i < 3; i++) {
        byte[] room = new byte[2];
        storage.get("key", GetOptions.WHOLE, _ -> MemorySegment.ofArray(room)).join();
        assertArrayEquals(new byte[] {1, 2}, room);
      }
      assertTrue(storage.head("none").join().isEmpty());
      assertEquals(1, lookups.get());
      assertFalse(storage.capabilities().write());
      assertThrows(
          CompletionException.class,
          () -> storage.put("key", MemorySegment.NULL, PutOptions.chunk()).join());
    }
  }

  @Test
  void whatNamesNoRepositoryIsRefused() throws Exception {
    for (String answer :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: /weather\r\nContent-Length: 0\r\n\r\n",
        }) {
      try (ScriptedServer server =
              ScriptedServer.serving(line -> {
                while (true) {
                  line.read();
                  line.write(answer);
                }
              });
          Storage storage = new RedirectStorageBuilder(server.origin() + "/weather").open()) {
        CompletionException thrown =
            assertThrows(CompletionException.class, () -> storage.head("key").join());
        StorageException refused = assertInstanceOf(StorageException.class, thrown.getCause());
        assertEquals(ErrorKind.BAD_REDIRECT, refused.kind());
        assertTrue(server.requests() <= 11);
      }
    }
  }
}
