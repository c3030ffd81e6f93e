package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the `floe` command writes, the reference reads.
@Tag("live")
class CommandLineLiveTest {
  @TempDir Path directory;

  private Path repo;

  @BeforeEach
  void name() {
    repo = directory.resolve("repo ü");
  }

  @Test
  void editsRefsAndSettings() throws IOException {
    FloeCommand.lines("create", repo);
    edit();
    FloeCommand.lines("metadata", "set", repo, "title=\"Floe\"", "n=[1,2.5,null]");
    FloeCommand.lines("config", "set", repo, "inline_chunk_threshold_bytes=100");
    FloeCommand.lines("flag", "set", repo, "move_node", "true");
    FloeCommand.lines("status", "set", repo, "read_only", "--reason", "enough");
    JsonNode seen = Reference.NEWER.check(List.of(repo)).getFirst().get("expected");
    assertEquals("Floe", seen.get("metadata").get("title").stringValue());
    assertEquals("enough", seen.get("status").get("reason").stringValue());
    assertEquals(100, seen.get("config").get("inline_chunk_threshold_bytes").intValue());
    assertTrue(seen.get("tags").has("v1") && seen.get("deleted_tags").size() == 1);
    bothReadTheSame("--branch=main");
    bothReadTheSame("--tag=v1");
  }

  /// Commits of single keys, a branch, tags.
  private void edit() throws IOException {
    set("zarr.json", ArrayDocument.GROUP.getBytes());
    long[] chunks = {1, 200};
    set("a/zarr.json", ArrayDocument.of("uint8", new long[] {3, 400}, chunks).getBytes());
    set("a/c/0/0", new byte[200]);
    set("a/c/2/1", "native".repeat(200).getBytes());
    FloeCommand.lines("tag", "create", repo, "v1");
    FloeCommand.lines("tag", "create", repo, "gone");
    FloeCommand.lines("tag", "delete", repo, "gone");
    FloeCommand.lines("branch", "create", repo, "side", "--tag=v1");
    FloeCommand.lines("rm", repo, "a/c/0/0", "-m", "one chunk less");
  }

  private void set(String key, byte[] value) throws IOException {
    Path file = Files.write(directory.resolve("value"), value);
    FloeCommand.lines("set", repo, key, file, "-m", "set " + key);
  }

  private void bothReadTheSame(String... version) {
    Path ours = directory.resolve("checksums");
    Object[] options = version;
    FloeCommand.file(ours, concat(new Object[] {"checksum", repo, "--json"}, options));
    List<JsonNode> lines =
        Reference.NEWER.run("read_check.py", concat(new Object[] {repo, ours}, options));
    assertEquals(0, lines.getLast().get("differences").intValue());
  }

  private static Object[] concat(Object[] first, Object[] second) {
    Object[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void theFirstFormat() {
    FloeCommand.lines("create", repo, "--spec-version", 1);
    Reference.OLDER.run("commit_on_top.py", repo);
    bothReadTheSame("--tag=reference-tag");
    Path ours = FloeCommand.file(directory.resolve("sums"), "checksum", repo, "--json");
    JsonNode last = Reference.OLDER.run("read_check.py", repo, ours).getLast();
    assertTrue(last.get("keys").intValue() > 2 && last.get("differences").intValue() == 0);
  }

  @Test
  void virtualizedFiles() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    NetcdfFile.write(data.resolve("small.nc"));
    FloeCommand.lines("create", repo);
    FloeCommand.lines("virtualize", repo, data.resolve("small.nc"), "-m", "virtual");
    String authorized = "--authorize=" + data.toUri();
    bothReadTheSame(authorized);

    List<JsonNode> values = Reference.NEWER.run("dump.py", "values", repo, authorized);
    int cells = NetcdfFile.ROWS * NetcdfFile.COLUMNS;
    ByteBuffer heights = ByteBuffer.allocate(2 * cells).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer temperatures = ByteBuffer.allocate(4 * cells).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < cells; i++) {
      heights.putShort((short) -i);
      temperatures.putFloat(i / 4f);
    }
    assertEquals(VersionView.sha256(heights.array()), sha256(values, "/height"));
    assertEquals(VersionView.sha256(temperatures.array()), sha256(values, "/temperature"));
  }

  private static String sha256(List<JsonNode> values, String path) {
    return values.stream()
        .filter(line -> line.get("path").stringValue().equals(path))
        .findFirst()
        .orElseThrow()
        .get("sha256")
        .stringValue();
  }
}
