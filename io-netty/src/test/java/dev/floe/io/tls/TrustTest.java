package dev.floe.io.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.io.HttpStorageBuilder;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every store over TLS with a private authority: it is trusted if a context or the JVM's
/// truststore says so, and the server must have the name that it is asked by.
class TrustTest {
  private static final byte[] BODY = {1, 2, 3};

  @TempDir Path directory;
  private PrivateAuthority authority;
  private ScriptedServer server;

  @BeforeEach
  void serve() throws Exception {
    authority = new PrivateAuthority(directory);
    server =
        ScriptedServer.over(
            authority
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            line -> {
              while (true) {
                line.read();
                line.answer("200 OK", BODY, "ETag: \"v\"", "x-goog-generation: 7");
              }
            });
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /// All stores at a port.
  private static List<Storage> stores(String host, int port, Optional<SSLContext> tls) {
    String url = "https://" + host + ":" + port;
    S3StorageBuilder s3 =
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(url)
            .region("r")
            .credentials(S3Credentials.Keys.of("id", "secret"));
    AzureStorageBuilder azure =
        new AzureStorageBuilder("container")
            .account("account")
            .endpointUrl(url)
            .credentials(new AzureCredentials.AccessKey("a2V5"));
    GcsStorageBuilder gcs =
        new GcsStorageBuilder("bucket")
            .endpointUrl(url)
            .credentials(new GcsCredentials.Anonymous());
    HttpStorageBuilder http = new HttpStorageBuilder(url + "/repo");
    tls.ifPresent(context -> {
      s3.tls(context);
      azure.tls(context);
      gcs.tls(context);
      http.tls(context);
    });
    return List.of(s3.open(), azure.open(), gcs.open(), http.open());
  }

  private static void read(Storage storage) {
    byte[] bytes = new byte[BODY.length];
    storage.get("key", GetOptions.WHOLE, _ -> MemorySegment.ofArray(bytes)).join();
    assertArrayEquals(BODY, bytes, storage.location());
  }

  private static void refused(Storage storage) {
    Throwable cause = assertThrows(CompletionException.class, () -> read(storage)).getCause();
    StorageException untrusted = assertInstanceOf(StorageException.class, cause);
    assertTrue(untrusted.getMessage().contains("no TLS: "), untrusted.getMessage());
    assertFalse(untrusted.retryable(), untrusted.getMessage());
  }

  @Test
  void aContextIsTrustedForItsServersByTheirNames() throws Exception {
    int port = server.origin().port();
    for (Storage storage : stores("127.0.0.1", port, Optional.of(authority.context()))) {
      read(storage);
      storage.close();
    }
    for (Storage storage : stores("localhost", port, Optional.of(authority.context()))) {
      refused(storage);
      storage.close();
    }
    for (Storage storage : stores("127.0.0.1", port, Optional.empty())) {
      refused(storage);
      storage.close();
    }
    assertEquals(4, server.requests(), "who was refused has said nothing");
  }

  @Test
  void theTruststoreOfTheJvmIsTrusted() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(authority.properties());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Reader.class.getName(),
            "" + server.origin().port()));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(child.getInputStream().readAllBytes());
    assertTrue(child.waitFor(60, TimeUnit.SECONDS));
    assertEquals("trusted, and localhost refused", said.strip());
  }

  /// Reads from all stores in a JVM of its own.
  static final class Reader {
    private Reader() {}

    /// @param arguments the port
    public static void main(String[] arguments) {
      int port = Integer.parseInt(arguments[0]);
      for (Storage storage : stores("127.0.0.1", port, Optional.empty())) {
        read(storage);
        storage.close();
      }
      for (Storage storage : stores("localhost", port, Optional.empty())) {
        refused(storage);
        storage.close();
      }
      System.out.println("trusted, and localhost refused");
    }
  }
}
