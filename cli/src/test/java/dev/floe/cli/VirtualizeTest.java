package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualizeTest {
  private static final Path COADS = Path.of("src/quickstart/data/coads_climatology.cdf");

  @TempDir Path dir;

  @Test
  void aFileBecomesArraysThatAreReadWhereTheUserSaysSo() throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    Path file = Files.copy(COADS, data.resolve("coads.nc"));
    String repo = dir.resolve("repo").toString();
    FloeRun.of("create", repo).done();
    FloeRun run =
        FloeRun.of("virtualize", repo, file.toString(), "-m", "all", "--group", "g", "--json");
    assertEquals(0, run.code(), run.err());
    JsonObject result = run.json();
    assertEquals(
        Set.of("arrays", "bytes_referenced", "references", "snapshot"), result.members().keySet());
    assertEquals("10", FloeRun.field(result, "arrays"));
    List<JsonObject> chunks = FloeRun.of("chunks", repo, "g/SST", "--json").done().jsonLines();
    assertEquals(12, chunks.size());
    assertEquals("virtual", FloeRun.text(chunks.getFirst(), "kind"));
    assertEquals(file.toUri().toString(), FloeRun.text(chunks.getFirst(), "location"));
    assertTrue(FloeRun.text(chunks.getFirst(), "last_modified").endsWith(".000000Z"));
    FloeRun refused = FloeRun.of("get", repo, "g/SST/c/0/0/0");
    assertEquals(1, refused.code());
    String prefix = "file://" + data + "/";
    assertTrue(refused.err().contains("--authorize " + prefix), refused.err());
    FloeRun read = FloeRun.of("get", repo, "g/SST/c/0/0/0", "--authorize", prefix).done();
    byte[] whole = Files.readAllBytes(file);
    int offset = Integer.parseInt(FloeRun.field(chunks.getFirst(), "offset"));
    assertEquals(
        0,
        Arrays.compare(
            whole, offset, offset + read.bytes().length, read.bytes(), 0, read.bytes().length));
    FloeRun sums = FloeRun.of("checksum", repo, "g/SST");
    assertEquals(1, sums.code());
    assertEquals(12, sums.err().lines().count());
    assertEquals(1, sums.lines().size());
    assertEquals(
        13, FloeRun.of("checksum", repo, "g/SST", "--authorize", prefix).done().lines().size());
    FloeRun again = FloeRun.of("virtualize", repo, file.toString(), "-m", "x", "--group", "g");
    assertEquals(1, again.code());
    assertTrue(again.err().contains("[node-already-exists]"), again.err());
  }

  @Test
  void aNamedContainerMakesLocationsRelative() throws IOException {
    Path file = Files.copy(COADS, dir.resolve("coads.nc"));
    String repo = dir.resolve("repo").toString();
    FloeRun.of("create", repo).done();
    String prefix = "file://" + dir + "/";
    FloeRun run =
        FloeRun.of(
            "virtualize", repo, file.toString(), "-m", "all", "--container", prefix + "=here");
    assertEquals(0, run.code(), run.err());
    assertEquals(
        "vcc://here/coads.nc",
        FloeRun.text(
            FloeRun.of("chunks", repo, "SST", "--json").done().jsonLines().getFirst(), "location"));
    FloeRun.of("get", repo, "SST/c/0/0/0", "--authorize", prefix + "=anonymous").done();
    assertEquals(1, FloeRun.of("get", repo, "SST/c/0/0/0", "--authorize", prefix + "=env").code());
  }

  @Test
  void whatIsNoNetcdfIsSaid() throws IOException {
    Path file = Files.writeString(dir.resolve("x.nc"), "not a NetCDF file");
    String repo = dir.resolve("repo").toString();
    FloeRun.of("create", repo).done();
    FloeRun run = FloeRun.of("virtualize", repo, file.toString(), "-m", "x");
    assertEquals(1, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("x.nc"), run.err());
  }
}
