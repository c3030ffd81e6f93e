package dev.floe.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.Storage;
import java.util.List;
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

  @Test
  void everyRequestOfEveryStoreCarriesThem() throws Exception {
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
            storage.close();
            assertTrue(
                !seen.isEmpty() && seen.stream().allMatch(WHO.userAgent()::equals), seen::toString);
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
