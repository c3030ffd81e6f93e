package dev.floe.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Purpose;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What stores learn of who asks.
class AttributionTest {
  private static final Attribution WHO =
      Attribution.NONE
          .withClient("dask/2026.1")
          .withWorkload("nightly ingest")
          .withPrincipal("alice@lab");
  private static final Purpose CHUNK = Purpose.of(NodePath.of("/a"), ChunkIndices.of(0, 1));
  private static final MemorySegment BODY = MemorySegment.ofArray(new byte[3]);

  @Test
  void labelsAreWrittenAsTheReferenceWritesThem() {
    assertEquals("floe", Attribution.NONE.userAgent());
    assertEquals(
        "dask/2026.1 floe (workload=nightly ingest; principal=alice@lab)", WHO.userAgent());
    assertEquals("floe (principal=bob)", Attribution.NONE.withPrincipal("bob").userAgent());
  }

  @Test
  void whatCouldForgeAnotherLabelIsRefused() {
    for (String bad : List.of("", "a;b", "a(b", "a)b", "a=b", "a\"b", "a\\b", "a\nb", "é")) {
      assertThrows(InvalidInputException.class, () -> Attribution.NONE.withWorkload(bad), bad);
      assertThrows(InvalidInputException.class, () -> Attribution.NONE.withPrincipal(bad), bad);
    }
    for (String bad : List.of("", "a b", "a/b/c", "/1", "a/")) {
      assertThrows(InvalidInputException.class, () -> Attribution.NONE.withClient(bad), bad);
    }
    Attribution.NONE.withWorkload("x".repeat(128)).withClient("y".repeat(128));
    String long129 = "x".repeat(129);
    assertThrows(InvalidInputException.class, () -> Attribution.NONE.withWorkload(long129));
    assertThrows(InvalidInputException.class, () -> Attribution.NONE.withClient(long129));
  }

  private static void settled(CompletableFuture<?> request) {
    request.handle((_, _) -> null).join();
  }

  @Test
  void everyRequestOfEveryStoreCarriesThem() throws Exception {
    String plain = WHO.userAgent();
    String labelled = plain.replace(")", "; array=a; chunk=0/1)");
    List<String> seen = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        ScriptedServer.serving(line -> {
          while (true) {
            seen.add(line.read().field("User-Agent"));
            line.answer("404 Not Found", new byte[0]);
          }
        })) {
      String url = server.origin().toString();
      Consumer<Storage> use =
          storage -> {
            storage.head("key").join();
            assertTrue(!seen.isEmpty() && Set.of(plain).containsAll(seen), seen::toString);
            seen.clear();
            assertTrue(storage.wantsPurpose());
            storage.get("key", GetOptions.WHOLE.withPurpose(CHUNK), _ -> null).join();
            settled(storage.put("key", BODY, PutOptions.chunk().withPurpose(CHUNK)));
            storage.close();
            assertTrue(!seen.isEmpty() && Set.of(labelled).containsAll(seen), seen::toString);
            assertEquals(storage.capabilities().write() ? 2 : 1, seen.size(), seen::toString);
            seen.clear();
          };
      use.accept(
          S3StorageBuilder.of("bucket", "p")
              .endpointUrl(url)
              .allowHttp(true)
              .region("r")
              .credentials(S3Credentials.Keys.of("id", "secret"))
              .attribution(WHO)
              .open());
      use.accept(
          new GcsStorageBuilder("bucket")
              .endpointUrl(url)
              .credentials(new GcsCredentials.Anonymous())
              .attribution(WHO)
              .open());
      use.accept(
          new AzureStorageBuilder("container")
              .account("account")
              .endpointUrl(url)
              .credentials(new AzureCredentials.AccessKey("a2V5"))
              .attribution(WHO)
              .open());
      use.accept(new HttpStorageBuilder(url).attribution(WHO).open());
    }
  }
}
