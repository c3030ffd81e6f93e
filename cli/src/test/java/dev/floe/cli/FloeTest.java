package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands in process, on repositories of local files.
class FloeTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[4,6],"data_type":"uint8","chunk_grid":{"name":
      "regular","configuration":{"chunk_shape":[2,3]}},"chunk_key_encoding":{"name":"default"},
      "codecs":[{"name":"bytes"}],"fill_value":0,"dimension_names":["y",null]}\
      """;
  private static final String INITIAL = "1CECHNKREP0F1RSTCMT0";

  @TempDir Path dir;
  private String repo;

  @BeforeEach
  void create() {
    repo = dir.resolve("repo").toString();
    JsonObject created = FloeRun.of("create", repo, "--json").done().json();
    assertEquals("2", FloeRun.field(created, "spec_version"));
    assertEquals(INITIAL, FloeRun.text(created, "snapshot"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String set(String key, byte[] value) {
    FloeRun run = FloeRun.with(value, "set", repo, key, "-", "-m", "set " + key, "--json").done();
    return FloeRun.text(run.json(), "snapshot");
  }

  private void addArray() {
    set("a/zarr.json", utf8(ARRAY));
    set("a/c/0/0", utf8("abcdef"));
    set("a/c/1/1", "x".repeat(600).getBytes(StandardCharsets.UTF_8));
  }

  private static Set<String> keys(JsonObject object) {
    return object.members().keySet();
  }

  @Test
  void keysAreSetReadListedAndRemoved() throws IOException {
    addArray();
    assertEquals(
        List.of("a/zarr.json", "a/c/0/0", "a/c/1/1"), FloeRun.of("ls", repo).done().lines());
    assertEquals(
        List.of("{\"key\":\"a/zarr.json\"}", "{\"key\":\"a/c/0/0\"}", "{\"key\":\"a/c/1/1\"}"),
        FloeRun.of("ls", repo, "a", "--json").done().lines());
    assertArrayEquals(utf8(ARRAY), FloeRun.of("get", repo, "a/zarr.json").done().bytes());
    assertEquals("abcdef", FloeRun.of("get", repo, "a/c/0/0").done().out());
    assertEquals("cd", FloeRun.of("get", repo, "a/c/0/0", "--range", "2:4").done().out());
    assertEquals("", FloeRun.of("get", repo, "a/c/0/0", "--range", "6:").done().out());
    assertEquals("ef", FloeRun.of("get", repo, "a/c/0/0", "--range=-2").done().out());
    Path file = dir.resolve("out");
    FloeRun.of("get", repo, "a/c/1/1", "-o", file.toString()).done();
    assertEquals("x".repeat(600), Files.readString(file));
    FloeRun.of("rm", repo, "a/c/0/0", "-m", "gone").done();
    FloeRun absent = FloeRun.of("get", repo, "a/c/0/0");
    assertEquals(4, absent.code());
    assertEquals("floe: key a/c/0/0: there is nothing under it [key-not-found]\n", absent.err());
    assertEquals(4, FloeRun.of("rm", repo, "a/c/0/0", "-m", "gone").code());
    FloeRun.of("rm", repo, "a/zarr.json", "-m", "all gone").done();
    assertEquals(List.of(), FloeRun.of("ls", repo).done().lines());
  }

  @Test
  void theFirstFormatIsUpgraded() {
    String old = dir.resolve("old").toString();
    FloeRun.of("create", old, "--spec-version", "1").done();
    assertEquals(
        "Can be upgraded from format 1 to 2: 1 snapshots.\n",
        FloeRun.of("upgrade", old, "--dry-run").done().out());
    assertEquals("{\"from\":1,\"to\":2}\n", FloeRun.of("upgrade", old, "--json").done().out());
    FloeRun twice = FloeRun.of("upgrade", old);
    assertEquals(1, twice.code());
    assertEquals(
        "floe: upgrade: expected a repository of spec version 1, found one of 2"
            + " [invalid-repository-migration]\n",
        twice.err());
  }

  @Test
  void nodesAreMoved() throws IOException {
    addArray();
    Path document =
        Files.writeString(dir.resolve("group"), "{\"zarr_format\":3," + "\"node_type\":\"group\"}");
    FloeRun.of("set", repo, "zarr.json", document.toString(), "-m", "root").done();
    FloeRun.of("set", repo, "g/zarr.json", document.toString(), "-m", "group").done();
    assertTrue(
        FloeRun.of("mv", repo, "a", "/g/b", "-m", "moved").done().out().startsWith("Committed "));
    assertEquals("abcdef", FloeRun.of("get", repo, "g/b/c/0/0").done().out());
    assertEquals(
        List.of("moved          /a -> /g/b"),
        FloeRun.of("diff", repo, log(1), "main").done().lines());
    FloeRun again = FloeRun.of("mv", repo, "/g", "/h", "-m", "once more", "--json").done();
    assertEquals("{\"snapshot\":\"" + log(0) + "\"}", again.lines().getFirst());
    FloeRun absent = FloeRun.of("mv", repo, "a", "b", "-m", "gone");
    assertEquals(4, absent.code());
    assertEquals("floe: move of /a to /b: there is no node /a [node-not-found]\n", absent.err());
    FloeRun occupied = FloeRun.of("mv", repo, "h/b", "h", "-m", "onto its group");
    assertEquals(1, occupied.code());
    assertEquals(
        "floe: move of /h/b to /h: expected nothing there, found the group /h"
            + " [move-wont-overwrite]\n",
        occupied.err());
  }

  /// The id of a commit, the newest being the first.
  private String log(int index) {
    return FloeRun.of("log", repo).done().lines().get(index).substring(0, 20);
  }

  @Test
  void differencesAreShownByPath() {
    addArray();
    FloeRun.of("rm", repo, "a/c/0/0", "-m", "gone").done();
    FloeRun.of("tag", "create", repo, "t").done();
    String parent = FloeRun.of("log", repo).done().lines().get(1).substring(0, 20);
    assertEquals(
        List.of(
            "{\"new_groups\":[],\"new_arrays\":[],\"deleted_groups\":[],\"deleted_arrays\":[],"
                + "\"updated_groups\":[],\"updated_arrays\":[],"
                + "\"updated_chunks\":{\"/a\":[[0,0]]},\"moved_nodes\":[]}"),
        FloeRun.of("diff", repo, parent, "t", "--json").done().lines());
    assertEquals(
        List.of("new array      /a", "chunks         /a  2"),
        FloeRun.of("diff", repo, "1CECHNKREP0F1RSTCMT0", "main").done().lines());
    FloeRun circle = FloeRun.of("diff", repo, "main", "t");
    assertEquals(1, circle.code());
    assertTrue(circle.err().contains("bad-snapshot-chain-for-diff"), circle.err());
    assertEquals(4, FloeRun.of("diff", repo, "nothing", "main").code());
  }

  @Test
  void rangesAreStrictForChunksAndDocumentsAlike() {
    addArray();
    for (String key : List.of("a/c/0/0", "a/zarr.json")) {
      for (String range : List.of("0:9999", "9999:", "-9999", "3:2", "x")) {
        FloeRun run = FloeRun.of("get", repo, key, "--range=" + range);
        assertEquals(1, run.code(), key + " " + range);
        assertTrue(run.err().endsWith("[invalid-byte-range]\n"), run.err());
        assertEquals("", run.out());
      }
    }
  }

  @Test
  void checksumsAreThoseOfTheBytes() {
    addArray();
    assertEquals(
        "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721  6  a/c/0/0",
        FloeRun.of("checksum", repo, "a").done().lines().get(1));
    JsonObject line = FloeRun.of("checksum", repo, "/a", "--json").done().jsonLines().getFirst();
    assertEquals(Set.of("key", "length", "sha256"), keys(line));
    assertEquals(3, FloeRun.of("checksum", repo).done().lines().size());
  }

  @Test
  void chunksSayWhereTheyAre() {
    addArray();
    List<JsonObject> lines = FloeRun.of("chunks", repo, "/a", "--json").done().jsonLines();
    assertEquals(
        "{\"coords\":[0,0],\"kind\":\"inline\",\"id\":null,\"location\":null,\"offset\":null,"
            + "\"length\":6,\"etag\":null,\"last_modified\":null}",
        FloeRun.of("chunks", repo, "a", "--json").done().lines().getFirst());
    assertEquals(2, lines.size());
    assertEquals("native", FloeRun.text(lines.get(1), "kind"));
    assertEquals("600", FloeRun.field(lines.get(1), "length"));
    assertEquals("0", FloeRun.field(lines.get(1), "offset"));
    assertEquals(20, FloeRun.text(lines.get(1), "id").length());
    assertEquals(4, FloeRun.of("chunks", repo, "nope").code());
    assertEquals(2, FloeRun.of("chunks", repo, "a").done().lines().size());
  }

  @Test
  void treesDescribeNodes() {
    set("g/zarr.json", utf8("{\"zarr_format\":3,\"node_type\":\"group\"}"));
    set("g/a/zarr.json", utf8(ARRAY));
    List<String> lines = FloeRun.of("tree", repo, "--json").done().lines();
    assertEquals(
        "{\"path\":\"/g\",\"type\":\"group\",\"shape\":null,\"chunk_shape\":null,"
            + "\"data_type\":null,\"dimension_names\":null}",
        lines.get(lines.size() - 2));
    assertEquals(
        "{\"path\":\"/g/a\",\"type\":\"array\",\"shape\":[4,6],\"chunk_shape\":[2,3],"
            + "\"data_type\":\"uint8\",\"dimension_names\":[\"y\",null]}",
        lines.getLast());
    assertTrue(
        FloeRun.of("tree", repo, "g")
            .done()
            .out()
            .contains("└── a  uint8 [4, 6] in chunks [2, 3] (y, -)"));
    assertEquals(4, FloeRun.of("tree", repo, "/nope").code());
  }

  @Test
  void versionsAreReadByBranchTagSnapshotAndTime() {
    String first = set("zarr.json", utf8("{\"node_type\":\"group\",\"n\":1}"));
    FloeRun.of("tag", "create", repo, "t").done();
    String second = set("zarr.json", utf8("{\"node_type\":\"group\",\"n\":2}"));
    FloeRun.of("branch", "create", repo, "b", "--snapshot", first).done();
    List<JsonObject> log = FloeRun.of("log", repo, "--json").done().jsonLines();
    assertEquals(Set.of("id", "message", "metadata", "parent", "written_at"), keys(log.getFirst()));
    assertEquals(
        List.of(second, first, INITIAL), log.stream().map(l -> FloeRun.text(l, "id")).toList());
    assertEquals("null", FloeRun.field(log.getLast(), "parent"));
    String then = FloeRun.text(log.get(1), "written_at");
    assertTrue(then.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"), then);
    for (String[] version :
        List.of(
            new String[] {"--branch", "b"},
            new String[] {"--tag", "t"},
            new String[] {"--snapshot", first},
            new String[] {"--as-of", then},
            new String[] {"--branch", "main", "--as-of", then})) {
      List<String> args = new ArrayList<>(List.of("get", repo, "zarr.json"));
      args.addAll(List.of(version));
      assertTrue(FloeRun.of(args.toArray(String[]::new)).done().out().contains("\"n\":1"));
    }
    assertEquals(4, FloeRun.of("log", repo, "--as-of", "2001-01-01T00:00:00Z").code());
    assertEquals(4, FloeRun.of("log", repo, "--branch", "nope").code());
    assertEquals(4, FloeRun.of("log", repo, "--tag", "nope").code());
    assertEquals(4, FloeRun.of("log", repo, "--snapshot", "00000000000000000000").code());
    assertEquals(1, FloeRun.of("log", repo, "--snapshot", "nope").code());
  }

  @Test
  void refsAreListedCreatedMovedAndDeleted() {
    String first = set("zarr.json", utf8("{\"node_type\":\"group\"}"));
    assertEquals(List.of(first + "  main"), FloeRun.of("branch", "list", repo).done().lines());
    JsonObject created =
        FloeRun.of("branch", "create", repo, "dev", "--snapshot", INITIAL, "--json").done().json();
    assertEquals(Set.of("name", "snapshot"), keys(created));
    assertEquals(INITIAL, FloeRun.text(created, "snapshot"));
    FloeRun conflict = FloeRun.of("branch", "reset", repo, "dev", first, "--from", first, "--json");
    assertEquals(3, conflict.code());
    FloeRun.of("branch", "reset", repo, "dev", first, "--from", INITIAL).done();
    assertEquals(
        first,
        FloeRun.text(
            FloeRun.of("branch", "delete", repo, "dev", "--json").done().json(), "snapshot"));
    assertEquals(4, FloeRun.of("branch", "delete", repo, "dev").code());
    assertEquals(1, FloeRun.of("branch", "delete", repo, "main").code());
    FloeRun.of("tag", "create", repo, "v1").done();
    assertEquals(1, FloeRun.of("tag", "create", repo, "v1").code());
    assertEquals(List.of(first + "  v1"), FloeRun.of("tag", "list", repo).done().lines());
    FloeRun.of("tag", "delete", repo, "v1").done();
    assertTrue(
        FloeRun.of("tag", "create", repo, "v1").err().endsWith("[tag-previously-deleted]\n"));
    JsonObject info = FloeRun.of("info", repo, "--json").done().json();
    assertEquals("[\"v1\"]", FloeRun.field(info, "deleted_tags"));
  }

  @Test
  void infoHasEveryField() {
    FloeRun.of("metadata", "set", repo, "title=\"sea\"").done();
    JsonObject info = FloeRun.of("info", repo, "--json").done().json();
    assertEquals(
        Set.of(
            "branches",
            "config",
            "deleted_tags",
            "feature_flags",
            "metadata",
            "snapshots",
            "spec_version",
            "status",
            "tags"),
        keys(info));
    assertEquals("{\"main\":\"" + INITIAL + "\"}", FloeRun.field(info, "branches"));
    assertEquals("1", FloeRun.field(info, "snapshots"));
    assertEquals("{\"title\":\"sea\"}", FloeRun.field(info, "metadata"));
    JsonObject status = (JsonObject) info.members().get("status");
    assertEquals("online", FloeRun.text(status, "availability"));
    assertEquals("null", FloeRun.field(status, "reason"));
    JsonObject config = (JsonObject) info.members().get("config");
    assertEquals("512", FloeRun.field(config, "inline_chunk_threshold_bytes"));
    assertTrue(FloeRun.of("info", repo).done().out().contains(INITIAL + "  main"));
  }

  @Test
  void operationsAreLogged() {
    String first = set("zarr.json", utf8("{\"node_type\":\"group\"}"));
    FloeRun.of("flag", "set", repo, "create_tag", "false").done();
    FloeRun.of("flag", "set", repo, "create_tag", "unset").done();
    FloeRun.of("status", "set", repo, "read_only", "--reason", "moving").done();
    List<JsonObject> ops = FloeRun.of("ops", repo, "--json").done().jsonLines();
    assertEquals(
        List.of(
            "RepoStatusChanged",
            "FeatureFlagChanged",
            "FeatureFlagChanged",
            "NewCommit",
            "RepoInitialized"),
        ops.stream().map(op -> FloeRun.text(op, "type")).toList());
    assertEquals("null", FloeRun.field(ops.get(0), "backup_path"));
    assertTrue(FloeRun.text(ops.get(1), "backup_path").startsWith("repo."));
    assertEquals("null", FloeRun.field(ops.get(1), "new_value"));
    assertEquals("false", FloeRun.field(ops.get(2), "new_value"));
    assertEquals("4", FloeRun.field(ops.get(2), "id"));
    assertEquals(first, FloeRun.text(ops.get(3), "new_snap_id"));
    assertEquals("main", FloeRun.text(ops.get(3), "branch"));
    assertEquals(5, FloeRun.of("ops", repo).done().lines().size());
  }

  @Test
  void statusAndFlagsSwitch() {
    JsonObject flags =
        FloeRun.of("flag", "set", repo, "delete_tag", "false", "--json").done().json();
    assertEquals("false", FloeRun.field(flags, "delete_tag"));
    assertEquals("true", FloeRun.field(flags, "move_node"));
    assertEquals(1, FloeRun.of("flag", "set", repo, "nope", "true").code());
    JsonObject status =
        FloeRun.of("status", "set", repo, "read_only", "--reason", "x", "--json").done().json();
    assertEquals(Set.of("availability", "reason", "set_at"), keys(status));
    assertEquals("read_only", FloeRun.text(status, "availability"));
    FloeRun refused = FloeRun.with(utf8("{}"), "set", repo, "zarr.json", "-", "-m", "m");
    assertEquals(1, refused.code());
    assertTrue(refused.err().endsWith("[read-only-repository]\n"), refused.err());
    FloeRun.of("status", "set", repo, "online").done();
    assertTrue(FloeRun.of("status", "show", repo).done().out().startsWith("online since "));
  }

  @Test
  void configurationIsChangedKeyByKey() {
    FloeRun changed =
        FloeRun.of(
            "config",
            "set",
            repo,
            "inline_chunk_threshold_bytes=10",
            "storage.retries.max_tries=3",
            "virtual_chunk_containers.\"s3://a.b/\"={\"url_prefix\":\"s3://a.b/\",\"store\":"
                + "{\"http\":{\"headers\":{\"Authorization\":\"hush\"}}}}",
            "--json");
    JsonObject config = changed.done().json();
    assertEquals("10", FloeRun.field(config, "inline_chunk_threshold_bytes"));
    assertEquals("null", FloeRun.field(config, "compression"));
    assertFalse(changed.out().contains("hush"));
    JsonObject shown = FloeRun.of("config", "show", repo, "--json").done().json();
    assertEquals(config, shown);
    assertFalse(FloeRun.of("config", "show", repo).done().out().contains("hush"));
    assertFalse(FloeRun.of("info", repo).done().out().contains("hush"));
    FloeRun.of("config", "set", repo, "storage=null").done();
    for (String[] splitting :
        new String[][] {{"manifest.splitting=auto"}, {"manifest.splitting", "auto"}}) {
      List<String> set = new ArrayList<>(List.of("config", "set", repo, "--json"));
      set.addAll(List.of(splitting));
      String printed = FloeRun.of(set.toArray(String[]::new)).done().out();
      assertTrue(printed.contains("\"splitting\":{\"split_sizes\":[]}"), printed);
    }
    assertEquals(
        "null",
        FloeRun.field(FloeRun.of("config", "show", repo, "--json").done().json(), "storage"));
    FloeRun typo = FloeRun.of("config", "set", repo, "inline_chunk_treshold_bytes=1");
    assertEquals(2, typo.code());
    assertTrue(typo.err().contains("inline_chunk_treshold_bytes"), typo.err());
    FloeRun tooLarge = FloeRun.of("config", "set", repo, "inline_chunk_threshold_bytes=99999");
    assertEquals(1, tooLarge.code());
    assertTrue(tooLarge.err().endsWith("[config-deserialization]\n"), tooLarge.err());
  }

  @Test
  void aRepositoryBeginsWithAConfigurationOfEitherForm() throws IOException {
    Path json = Files.writeString(dir.resolve("c.json"), "{\"inline_chunk_threshold_bytes\":3}");
    Path yaml = Files.writeString(dir.resolve("c.yaml"), "inline_chunk_threshold_bytes: 3\n");
    for (Path file : List.of(json, yaml)) {
      String fresh = dir.resolve("of-" + file.getFileName()).toString();
      FloeRun.of("create", fresh, "--config", file.toString()).done();
      JsonObject config = FloeRun.of("config", "show", fresh, "--json").done().json();
      assertEquals("3", FloeRun.field(config, "inline_chunk_threshold_bytes"));
    }
    String never = dir.resolve("never").toString();
    assertEquals(1, FloeRun.of("create", never, "--config", dir.resolve("no").toString()).code());
    Path bad = Files.writeString(dir.resolve("bad"), "[");
    FloeRun refused = FloeRun.of("create", never, "--config", bad.toString());
    assertTrue(refused.err().endsWith("[config-deserialization]\n"), refused.err());
    assertFalse(Files.exists(Path.of(never)));
  }

  @Test
  void metadataIsLaidOverOrReplaced() {
    FloeRun.of("metadata", "set", repo, "a=1", "b={\"c\":[true]}").done();
    FloeRun.of("metadata", "set", repo, "a=2").done();
    assertEquals(
        "{\"a\":2,\"b\":{\"c\":[true]}}",
        FloeRun.of("metadata", "show", repo, "--json").done().lines().getFirst());
    FloeRun.of("metadata", "set", repo, "z=null", "--replace").done();
    assertEquals(
        "{\"z\":null}", FloeRun.of("metadata", "show", repo, "--json").done().lines().getFirst());
  }

  @Test
  void metadataFilesAreInspected() {
    addArray();
    JsonObject info = FloeRun.of("inspect", repo, "repo", "--json").done().json();
    assertEquals("\"2.0\"", FloeRun.field(info, "spec_version"));
    assertTrue(keys(info).contains("header"));
    JsonObject snapshot = FloeRun.of("inspect", repo, "snapshot", "--json").done().json();
    JsonObject log = FloeRun.of("inspect", repo, "transaction-log", "--json").done().json();
    assertFalse(keys(log).contains("id"));
    String manifest =
        JsonText.compact(snapshot.members().get("manifests"))
            .replaceAll(".*?\"id\":\"(\\w+)\".*", "$1");
    JsonObject chunks = FloeRun.of("inspect", repo, "manifest", manifest, "--json").done().json();
    assertEquals("2", FloeRun.field(chunks, "total_chunk_refs"));
    assertTrue(
        FloeRun.of("inspect", repo, "repo").done().lines().get(1).startsWith("  \"header\""));
    assertEquals(4, FloeRun.of("inspect", repo, "snapshot", "00000000000000000000").code());
  }

  @Test
  void whatIsNotThereIsSaidInOneLine() {
    String nowhere = dir.resolve("nowhere").toString();
    for (String[] args :
        List.of(
            new String[] {"info", nowhere},
            new String[] {"log", nowhere},
            new String[] {"config", "show", nowhere},
            new String[] {"inspect", nowhere, "repo"})) {
      FloeRun run = FloeRun.of(args);
      assertEquals(4, run.code(), run.err());
      assertTrue(run.err().startsWith("floe: ") && run.err().contains(nowhere), run.err());
      assertEquals(1, run.err().lines().count());
      assertEquals("", run.out());
    }
    assertFalse(Files.exists(Path.of(nowhere)));
    FloeRun again = FloeRun.of("create", repo);
    assertEquals(1, again.code());
    assertTrue(again.err().endsWith("[parent-directory-not-clean]\n"), again.err());
    FloeRun other = FloeRun.of("info", "nope://x/y");
    assertEquals(1, other.code());
    assertTrue(other.err().contains("nope"), other.err());
  }

  @Test
  void benchMeasuresEveryCase() {
    addArray();
    List<JsonObject> lines =
        FloeRun.of("bench", repo, "--json", "--seconds", "0.02", "--branch", "main")
            .done()
            .jsonLines();
    assertEquals(
        List.of(
            "open", "listing", "document", "chunk-first", "chunk-again", "chunk-lease", "batch"),
        lines.stream().map(line -> FloeRun.text(line, "case")).toList());
    for (JsonObject line : lines) {
      assertEquals(
          Set.of(
              "bytes",
              "case",
              "gb_per_s",
              "heap_bytes_per_read",
              "p50_us",
              "p99_us",
              "reads",
              "requests"),
          keys(line));
    }
  }
}
