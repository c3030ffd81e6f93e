package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `floe` command on a repository in a bucket: processes of their own, keys in the environment.
class CommandLineOverS3Test {
  private static final String REPO = "s3://bucket/a path/repo";
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  @TempDir Path directory;

  private S3Server server;

  private record Ended(int code, String out, String err) {
    Ended done() {
      assertEquals(0, code, err);
      assertEquals("", err);
      return this;
    }
  }

  @BeforeEach
  void start() {
    server = S3Server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ended floe(String... arguments) {
    return floeAs("testsecret12", arguments);
  }

  private Ended floeAs(String secret, String... arguments) {
    return floe("128m", secret, arguments);
  }

  private Ended floe(String heap, String secret, String[] arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx" + heap));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), "dev.floe.cli.Floe"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--endpoint-url", server.endpoint().toString(), "--allow-http"));
    try {
      Path out = Files.createTempFile(directory, "out", "");
      Path err = Files.createTempFile(directory, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("AWS_ACCESS_KEY_ID", "testkey");
      builder.environment().put("AWS_SECRET_ACCESS_KEY", secret);
      builder.environment().put("AWS_REGION", "us-east-1");
      int code = builder.start().waitFor();
      return new Ended(code, Files.readString(out), Files.readString(err));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private void set(String key, String text) throws IOException {
    floe("set", REPO, key, file("value", text), "-m", "set " + key).done();
  }

  @Test
  void aRepositoryLivesInABucketAndMovesToFilesAndBack() throws IOException {
    assertEquals(
        "{\"spec_version\":2,\"snapshot\":\"1CECHNKREP0F1RSTCMT0\"}\n",
        floe("create", REPO, "--json").done().out());
    assertEquals(1, floe("create", REPO).code(), "there is one already");
    set("zarr.json", GROUP);
    set("a/zarr.json", array());
    set("a/c/0", "x".repeat(4_000));
    set("a/c/1", "small");
    floe("tag", "create", REPO, "v1").done();
    set("a/c/0", "y".repeat(5_000));
    assertEquals("y".repeat(5_000), floe("get", REPO, "a/c/0").done().out());
    assertEquals("xx", floe("get", REPO, "a/c/0", "--tag=v1", "--range=7:9").done().out());
    assertEquals(6, floe("log", REPO, "--json").done().out().lines().count());
    assertEquals(4, floe("get", REPO, "a/c/7").code());

    String sums = floe("checksum", REPO).done().out();
    floe("clone", REPO, "there").done();
    assertEquals(sums, floe("checksum", "there").done().out());
    floe("clone", "there", "s3://bucket/back").done();
    assertEquals(sums, floe("checksum", "s3://bucket/back").done().out());
    floe("verify", "s3://bucket/back", "--chunks").done();

    floe("tag", "delete", REPO, "v1").done();
    String later = "2100-01-01T00:00:00Z";
    floe("expire", REPO, "--older-than", later).done();
    String collected =
        floe("gc", REPO, "--older-than", later, "--accept-open-sessions", "--json").done().out();
    assertTrue(collected.contains("\"chunks_deleted\":1"), collected);
    assertEquals(sums, floe("checksum", REPO).done().out());
  }

  @Test
  void whatIsSavedOfTheStorageIsWhatTheNextCommandDoes() throws IOException {
    floe("create", REPO).done();
    floe("config", "set", REPO, "storage.storage_class=\"STANDARD_IA\"").done();
    List<String> classes = new CopyOnWriteArrayList<>();
    server.faults(request -> {
      if (request.operation() == S3Operation.PUT_OBJECT) {
        classes.add(request.header("x-amz-storage-class").orElse("none"));
      }
      return S3Fault.NONE;
    });
    set("zarr.json", GROUP);
    assertEquals(Set.of("STANDARD_IA"), Set.copyOf(classes));
    floe("config", "set", REPO, "storage.unsafe_use_conditional_update=false").done();
    Ended warned = floe("set", REPO, "a/zarr.json", file("value", array()), "-m", "an array");
    assertEquals(0, warned.code(), warned.err());
    assertTrue(warned.err().contains("[unsafe_use_conditional_update]"), warned.err());
  }

  private static String array() {
    return "{\"zarr_format\":3,\"node_type\":\"array\",\"shape\":[8],\"data_type\":\"uint8\","
        + "\"chunk_grid\":{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[1]}},"
        + "\"chunk_key_encoding\":{\"name\":\"default\",\"configuration\":{\"separator\":\"/\"}},"
        + "\"fill_value\":0,\"codecs\":[{\"name\":\"bytes\"}]}";
  }

  @Test
  void ofCommitsAtOnceAllAreKeptWhenTheyRebase() throws IOException {
    floe("create", REPO).done();
    set("zarr.json", GROUP);
    set("a/zarr.json", array());
    String value = file("one", "1");
    List<CompletableFuture<Ended>> racing =
        IntStream.range(0, 4)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> floe("set", REPO, "a/c/" + i, value, "-m", "race " + i, "--rebase")))
            .toList();
    racing.forEach(one -> one.join().done());
    assertEquals(7, floe("log", REPO, "--json").done().out().lines().count());
    for (int i = 0; i < 4; i++) {
      assertEquals("1", floe("get", REPO, "a/c/" + i).done().out());
    }
  }

  @Test
  void aFailureSaysWhatToDoAndNoSecret() {
    Ended denied = floeAs("wrong-secret", "info", REPO);
    assertEquals(1, denied.code());
    assertEquals(1, denied.err().lines().count(), denied.err());
    assertTrue(denied.err().contains("the credentials are not the ones"), denied.err());
    assertFalse((denied.out() + denied.err()).contains("wrong-secret"));
    assertEquals(4, floe("info", "s3://bucket/nothing").code());
    Ended bucket = floe("info", "s3://no-such-bucket/repo");
    assertTrue(bucket.err().contains("create the bucket first"), bucket.err());
    Ended whole = floe("create", "s3://bucket");
    assertEquals(1, whole.code());
    assertFalse(whole.err().contains("Exception"), whole.err());
  }

  @Test
  void largeChunksGoByTheTransferManagerForWhoAsksForIt() {
    Path files = directory.resolve("files");
    try (Storage storage = Storage.localFilesystem(files)) {
      LargeChunks.create(storage);
    }
    String[] up = {"clone", files.toString(), "s3://bucket/up", "--transfer-manager"};
    Ended cloned = floe("1g", "testsecret12", up);
    assertEquals(0, cloned.code(), cloned.err());
    assertTrue(
        server.requests().entries().stream().anyMatch(entry -> entry.agent().contains("s3crt")));
    String back = directory.resolve("back").toString();
    server.requests().clear();
    Ended small = floe("clone", "s3://bucket/up", back, "--transfer-manager");
    assertEquals(0, small.code(), small.err());
    assertEquals(
        1,
        small.err().split("no room in the memory budget; Netty carries all copies", -1).length - 1);
    assertTrue(
        server.requests().entries().stream().noneMatch(entry -> entry.agent().contains("s3crt")));
    try (Storage source = Storage.localFilesystem(files);
        Storage copy = Storage.localFilesystem(directory.resolve("back"))) {
      LargeChunks.assertSame(source, copy);
    }
  }
}
