package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How commands end that cannot do what was asked.
class FailuresTest {
  private static final String GROUP = "{\"node_type\":\"group\",\"zarr_format\":3}";

  @TempDir private Path dir;
  private String repo;

  @BeforeEach
  void create() {
    repo = dir.resolve("repo").toString();
    FloeRun.of("create", repo).done();
  }

  private FloeRun set(String key, String value, String... more) {
    String[] args = new String[6 + more.length];
    System.arraycopy(new String[] {"set", repo, key, "-", "-m", "set"}, 0, args, 0, 6);
    System.arraycopy(more, 0, args, 6, more.length);
    return FloeRun.with(value.getBytes(StandardCharsets.UTF_8), args);
  }

  private static String kind(FloeRun run) {
    assertEquals(1, run.err().lines().count(), run.err());
    return run.code() + " " + run.err().strip().replaceAll(".*\\[([a-z-]+)]$", "$1");
  }

  private record Ended(int code, String err) {}

  private Ended printing(String problem, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(problem);
          }
        };
    Surroundings around =
        new Surroundings(
            new Results(broken),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(new byte[0]),
            () -> false,
            InstantSource.system(),
            System::nanoTime);
    int code = Floe.run(around, args);
    return new Ended(code, err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aReaderWhoWentAwayIsNoFailureAndAFullDiskIsOne() {
    set("zarr.json", GROUP).done();
    for (String[] args :
        new String[][] {
          {"ls", repo}, {"get", repo, "zarr.json"}, {"info", repo, "--json"}, {"ls", "--help"}
        }) {
      assertEquals(new Ended(0, ""), printing("Broken pipe", args), args[0]);
      Ended full = printing("No space left on device", args);
      assertEquals(1, full.code(), args[0]);
      assertTrue(full.err().contains("No space left on device"), full.err());
      assertEquals(1, full.err().lines().count(), full.err());
    }
  }

  @Test
  void prefixesThatAreNotThereAreNotFound() {
    set("a/zarr.json", GROUP).done();
    for (String command : new String[] {"ls", "checksum"}) {
      assertEquals("4 node-not-found", kind(FloeRun.of(command, repo, "b")));
      assertEquals("4 node-not-found", kind(FloeRun.of(command, repo, "a/b/")));
      assertEquals("1 bad-key-prefix", kind(FloeRun.of(command, repo, "a//b")));
      assertEquals(1, FloeRun.of(command, repo, "/a/").done().lines().size());
    }
  }

  @Test
  void whatIsInspectedIsThereOrNotFound() {
    assertEquals("4 repository-not-found", kind(FloeRun.of("inspect", dir.toString(), "repo")));
    assertEquals(
        "4 repository-not-found",
        kind(FloeRun.of("inspect", dir.toString(), "snapshot", "1CECHNKREP0F1RSTCMT0")));
    assertEquals(
        "4 snapshot-not-found",
        kind(FloeRun.of("inspect", repo, "snapshot", "00000000000000000000")));
    String first = dir.resolve("first").toString();
    FloeRun.of("create", first, "--spec-version", "1").done();
    assertEquals("1 unsupported-spec-version", kind(FloeRun.of("inspect", first, "repo")));
    assertEquals("1 object-not-found", kind(FloeRun.of("inspect", first, "transaction-log")));
  }

  @Test
  void debugShowsWhereAFailureComesFrom() {
    FloeRun plain = FloeRun.of("info", dir.resolve("none").toString());
    FloeRun traced = FloeRun.of("info", dir.resolve("none").toString(), "--debug");
    assertEquals(4, traced.code());
    assertTrue(traced.err().startsWith(plain.err()), traced.err());
    assertTrue(traced.err().contains("\tat dev.floe.Repository"), traced.err());
  }

  @Test
  void argumentsThatBeginWithAnAtAreWhatTheyAre() throws IOException {
    Path file = Files.writeString(dir.resolve("args"), "--json");
    assertEquals("4 repository-not-found", kind(FloeRun.of("info", "@" + file)));
  }

  /// The number of rebases is noted by commits that may be rebased, and by no others.
  @Test
  void rebaseIsAskedForOnlyByItsOption() {
    set("zarr.json", GROUP).done();
    assertTrue(!FloeRun.of("log", repo, "--json").done().out().contains("rebase_attempts"));
    set("zarr.json", GROUP.replace("}", ",\"attributes\":{}}"), "--rebase").done();
    String newest = FloeRun.of("log", repo, "--json").done().lines().getFirst();
    assertTrue(newest.contains("\"rebase_attempts\":0"), newest);
  }

  @Test
  void valuesLongerThanAPieceComeWhole() throws IOException {
    byte[] value = new byte[(33 << 20) + 7];
    new Random(1).nextBytes(value);
    set(
            "zarr.json",
            "{\"node_type\":\"array\",\"shape\":[1],\"chunk_grid\":{\"name\":\"regular\","
                + "\"configuration\":{\"chunk_shape\":[1]}}}")
        .done();
    Path file = Files.write(dir.resolve("value"), value);
    FloeRun.of("set", repo, "c/0", file.toString(), "-m", "large").done();
    Path back = dir.resolve("back");
    FloeRun.of("get", repo, "c/0", "-o", back.toString()).done();
    assertEquals(-1, Files.mismatch(file, back));
    assertEquals(7, FloeRun.of("get", repo, "c/0", "--range=-7").done().bytes().length);
    String sum =
        FloeRun.field(
            FloeRun.of("checksum", repo, "--json").done().jsonLines().getLast(), "length");
    assertEquals(JsonText.compact(dev.floe.format.JsonValue.of(value.length)), sum);
  }

  @Test
  void aFileIsNotTouchedUntilThereAreBytesForIt() throws IOException {
    Path file = Files.writeString(dir.resolve("kept"), "kept");
    assertEquals(4, FloeRun.of("get", repo, "zarr.json", "-o", file.toString()).code());
    assertEquals("kept", Files.readString(file));
  }
}
