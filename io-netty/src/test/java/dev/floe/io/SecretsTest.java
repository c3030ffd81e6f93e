package dev.floe.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Secrets are in no log, exception, text of an object, or event of the flight recorder, whatever
/// fails. Every store is used over servers that fail in every way; all that can be read of it
/// afterwards is searched.
@Isolated("the loggers are the JVM's")
class SecretsTest {
  /// What none may show, in the forms in which it could stand somewhere.
  private static final List<String> SECRETS =
      List.of(
          "s3-secret-1f6e9c",
          "s3-token-77aa21",
          "QXp1cmUtc2VjcmV0LTk5",
          "Azure-secret-99",
          "sas-secret-4242",
          "bearer-secret-3131",
          "header-secret-5151",
          "url-secret-8181");

  private static final StorageSettings QUICK =
      StorageSettings.builder()
          .retries(
              StorageRetriesSettings.builder()
                  .maxTries(2)
                  .initialBackoff(Duration.ofMillis(1))
                  .maxBackoff(Duration.ofMillis(1))
                  .build())
          .build();

  private final List<Logger> levels = new ArrayList<>();
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Handler capture =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final StringWriter failures = new StringWriter();
  private final List<Storage> stores = new ArrayList<>();
  private int calls;

  @TempDir Path directory;

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(capture);
    for (String name : List.of("dev.floe", "io.netty", "software.amazon", "com.azure")) {
      Logger logger = Logger.getLogger(name);
      logger.setLevel(Level.ALL);
      levels.add(logger);
    }
    capture.setLevel(Level.ALL);
  }

  @AfterEach
  void stop() {
    stores.forEach(Storage::close);
    Logger.getLogger("").removeHandler(capture);
    levels.forEach(logger -> logger.setLevel(null));
  }

  private void open(String url) {
    Map<String, String> extra = Map.of("X-Extra", "header-secret-5151");
    S3Credentials.Keys keys =
        new S3Credentials.Keys(
            "id", "s3-secret-1f6e9c", Optional.of("s3-token-77aa21"), Optional.empty());
    for (S3Credentials who : List.of(keys, new S3Credentials.Refreshing(() -> keys))) {
      stores.add(
          S3StorageBuilder.of("bucket", "p")
              .endpointUrl(url)
              .allowHttp(true)
              .region("r")
              .credentials(who)
              .headers(extra)
              .settings(QUICK)
              .open());
    }
    BearerToken token = BearerToken.of("bearer-secret-3131");
    for (AzureCredentials who :
        List.of(
            new AzureCredentials.AccessKey("QXp1cmUtc2VjcmV0LTk5"),
            new AzureCredentials.SasToken("sv=2023&sig=sas-secret-4242"),
            new AzureCredentials.Bearer(token),
            new AzureCredentials.Refreshing(() -> token))) {
      stores.add(
          new AzureStorageBuilder("container")
              .account("account")
              .endpointUrl(url)
              .credentials(who)
              .settings(QUICK)
              .open());
    }
    for (GcsCredentials who :
        List.of(new GcsCredentials.Bearer(token), new GcsCredentials.Refreshing(() -> token))) {
      stores.add(
          new GcsStorageBuilder("bucket").endpointUrl(url).credentials(who).settings(QUICK).open());
    }
    stores.add(
        new HttpStorageBuilder(url).header("X-Key", "header-secret-5151").settings(QUICK).open());
  }

  private void use(Storage storage) {
    MemorySegment body = MemorySegment.ofArray(new byte[10]);
    Precondition at = new Precondition.At(ObjectVersion.etag("\"e\""));
    failing(() -> Futures.await(storage.get("key", GetOptions.WHOLE, _ -> body)));
    failing(() -> Futures.await(storage.head("key")));
    failing(() -> Futures.await(storage.put("key", body, PutOptions.root(at, Map.of()))));
    failing(() -> Futures.await(storage.copy("key", "other", Precondition.NONE)));
    failing(() -> failures.append(Futures.await(storage.delete(List.of("key", "b"))) + "\n"));
    failing(() -> {
      try (Stream<?> objects = storage.list("")) {
        objects.forEach(object -> {});
      }
    });
  }

  private void failing(Runnable call) {
    calls++;
    try {
      call.run();
    } catch (IcechunkException e) {
      e.printStackTrace(new PrintWriter(failures, true));
      failures.append(e.toString());
    }
  }

  /// Servers that fail in every way.
  private static final List<ScriptedServer.Script> WAYS =
      List.of(
          line -> answerAlways(line, "403 Forbidden", "<Error><Code>AccessDenied</Code></Error>"),
          line -> answerAlways(line, "400 Bad", "<Error><Code>ExpiredToken</Code></Error>"),
          line -> answerAlways(line, "500 Broken", ""),
          line -> answerAlways(line, "503 Slow Down", ""),
          line -> answerAlways(line, "404 Not Found", ""),
          line -> answerAlways(line, "200 OK", "<html>"),
          line -> answerAlways(line, "301 Moved", ""),
          line -> {
            line.read();
            line.write("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 10\r\n\r\ncut");
          },
          line -> {
            line.read();
            line.write("no HTTP at all\r\n\r\n");
          },
          line -> line.reset());

  private static void answerAlways(ScriptedServer.Line line, String status, String document)
      throws java.io.IOException {
    while (true) {
      line.read();
      line.answer(status, document.getBytes());
    }
  }

  @Test
  void nothingThatCanBeReadShowsASecret() throws Exception {
    Path events = directory.resolve("events.jfr");
    Map<String, String> texts;
    try (Recording recording = new Recording()) {
      for (String name : List.of("HttpAttempt", "StorageRequest")) {
        recording.enable("dev.floe." + name).withoutThreshold();
      }
      recording.start();
      for (ScriptedServer.Script way : WAYS) {
        try (ScriptedServer server = ScriptedServer.serving(way)) {
          open(server.origin().toString());
          stores.forEach(this::use);
          close();
        }
      }
      open("http://127.0.0.1:1");
      stores.forEach(this::use);
      texts = ReachableTexts.of(stores.toArray());
      recording.dump(events);
    }
    refusedUrls();
    StringBuilder log = new StringBuilder();
    SimpleFormatter formatter = new SimpleFormatter();
    logged.forEach(record -> log.append(formatter.format(record)));
    StringBuilder recorded = new StringBuilder();
    RecordingFile.readAllEvents(events).forEach(recorded::append);
    texts.put("exceptions", failures.toString());
    texts.put("events", recorded.toString());
    texts.put("logs", log.toString());
    List<String> shown = new ArrayList<>();
    texts.forEach((where, text) -> SECRETS.forEach(secret -> find(where, text, secret, shown)));
    assertEquals(List.of(), shown);
    assertSeen(texts, recorded.toString());
  }

  private void close() {
    stores.forEach(Storage::close);
    stores.clear();
  }

  /// URLs with secrets in them are refused without being repeated.
  private void refusedUrls() {
    for (String url :
        List.of(
            "s3://id:url-secret-8181@bucket/p",
            "s3://bucket/p?key=url-secret-8181",
            "gs://id:url-secret-8181@bucket/p",
            "az://id:url-secret-8181@container/p",
            "https://id:url-secret-8181@host/p",
            "https://host/p?sig=url-secret-8181",
            "https://host:port/p?sig=url-secret-8181")) {
      failing(() -> Storage.of(url).close());
    }
    String endpoint = "https://id:url-secret-8181@host/p?x=url-secret-8181";
    failing(
        () -> S3StorageBuilder.of("bucket", "p").region("r").endpointUrl(endpoint).open().close());
    failing(() ->
        new AzureStorageBuilder("container").account("acc").endpointUrl(endpoint).open().close());
    failing(() -> new GcsStorageBuilder("bucket").endpointUrl(endpoint).open().close());
    failing(() -> new RedirectStorageBuilder(endpoint).open().close());
  }

  private static void find(String where, String text, String secret, List<String> shown) {
    int at = text.indexOf(secret);
    if (at >= 0) {
      String around = text.substring(Math.max(0, at - 200), at + secret.length());
      shown.add(where + " shows a secret: …" + around);
    }
  }

  /// Whether what was searched is what it should be.
  private void assertSeen(Map<String, String> texts, String recorded) {
    assertTrue(calls > 500, "calls: " + calls);
    assertTrue(failures.toString().contains("AccessDenied"), "failures are there");
    assertTrue(recorded.contains("dev.floe.HttpAttempt"), "events are there");
    assertTrue(!logged.isEmpty(), "logs are there");
    for (String type :
        List.of("S3Credentials$Keys", "internal.azure.SharedKey", "internal.azure.SasToken")) {
      assertTrue(texts.containsKey("dev.floe.io." + type), type + " was not reached: " + texts);
    }
  }
}
