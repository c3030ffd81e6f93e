package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";
  private static final String LATER = "2999-01-01T00:00:00Z";

  @TempDir Path dir;
  private String repo;
  private final List<String> commits = new ArrayList<>();

  @BeforeEach
  void create() {
    repo = dir.resolve("repo").toString();
    FloeRun.of("create", repo).done();
    for (String group : List.of("", "a/", "b/")) {
      FloeRun run =
          FloeRun.with(
              GROUP.getBytes(StandardCharsets.UTF_8),
              "set",
              repo,
              group + "zarr.json",
              "-",
              "-m",
              "group " + group,
              "--json");
      commits.add(FloeRun.text(run.done().json(), "snapshot"));
    }
    FloeRun.of("tag", "create", repo, "t", "--snapshot", commits.getFirst()).done();
    FloeRun.of("branch", "create", repo, "b", "--snapshot", commits.get(1)).done();
  }

  private static String list(String... ids) {
    return ids.length == 0 ? "[]" : "[\"" + String.join("\",\"", ids) + "\"]";
  }

  @Test
  void garbageIsCollected() {
    FloeRun.of("expire", repo, "--older-than", LATER, "--delete-branches", "--delete-tags").done();
    FloeRun refused = FloeRun.of("gc", repo, "--older-than", LATER);
    assertEquals(1, refused.code());
    assertTrue(refused.err().contains("at least 24 hours"), refused.err());
    assertTrue(refused.err().contains("--accept-open-sessions"), refused.err());
    List<String> some = List.of("gc", repo, "--older-than", LATER, "--accept-open-sessions");
    List<String> dry = new ArrayList<>(some);
    dry.addAll(List.of("--dry-run", "--json"));
    JsonObject would = FloeRun.of(dry.toArray(String[]::new)).done().json();
    assertEquals("2", FloeRun.field(would, "snapshots_deleted"));
    assertEquals("0", FloeRun.field(would, "chunks_deleted"));
    assertEquals("0", FloeRun.field(would, "attributes_deleted"));
    assertEquals("0", FloeRun.field(would, "transaction_logs_deleted"));
    assertEquals(
        "Deleted 0 chunks, 0 manifests, 2 snapshots, 0 transaction logs, 0 saved repository"
            + " files: "
            + FloeRun.field(would, "bytes_deleted")
            + " bytes.\n",
        FloeRun.of(some.toArray(String[]::new)).done().out());
    assertEquals(
        "0", FloeRun.field(FloeRun.of(dry.toArray(String[]::new)).json(), "snapshots_deleted"));
    FloeRun.of("verify", repo).done();
  }

  @Test
  void whatLeftIsCollected() {
    FloeRun.of("expire", repo, "--older-than", LATER, "--delete-branches", "--delete-tags").done();
    String[] gc = {"gc", repo, "--older-than", LATER, "--accept-open-sessions", "--incremental"};
    FloeRun run = FloeRun.of(gc);
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("Deleted 0 chunks, 0 manifests, 2 snapshots,"), run.out());
    assertTrue(run.err().contains("gc without --incremental"), run.err());
    FloeRun.of("verify", repo).done();
    String first = dir.resolve("first").toString();
    FloeRun.of("create", first, "--spec-version", "1").done();
    gc[1] = first;
    FloeRun full = FloeRun.of(gc);
    assertEquals(0, full.code());
    assertTrue(full.err().contains("a full collection: format 1 has no operations log"));
  }

  @Test
  void oldSnapshotsLeaveTheHistory() {
    JsonObject nothing = FloeRun.of("expire", repo, "--older-than", LATER, "--json").done().json();
    assertEquals("[]", FloeRun.field(nothing, "released"));
    assertEquals("[]", FloeRun.field(nothing, "deleted_branches"));
    JsonObject some =
        FloeRun.of(
                "expire",
                repo,
                "--older-than",
                LATER,
                "--delete-branches",
                "--delete-tags",
                "--json")
            .done()
            .json();
    String[] gone = commits.subList(0, 2).stream().sorted().toArray(String[]::new);
    assertEquals(list(gone), FloeRun.field(some, "released"));
    assertEquals(list(commits.getLast()), FloeRun.field(some, "edited"));
    assertEquals(list("b"), FloeRun.field(some, "deleted_branches"));
    assertEquals(list("t"), FloeRun.field(some, "deleted_tags"));
    assertEquals(2, FloeRun.of("log", repo).done().lines().size());
    assertTrue(
        FloeRun.of("expire", repo, "--older-than", LATER)
            .done()
            .out()
            .endsWith("0 snapshots released\n"));
  }

  @Test
  void aRepositoryIsCloned() {
    FloeRun.of("config", "set", repo, "storage.unsafe_use_conditional_update=false").done();
    String there = dir.resolve("backup/clone").toString();
    FloeRun run = FloeRun.of("clone", repo, there, "--json");
    assertEquals(0, run.code(), run.err());
    assertEquals("[bytes, objects]", "" + run.json().members().keySet());
    assertTrue(run.err().contains("settings of the storage"), run.err());
    assertEquals(FloeRun.of("log", repo).out(), FloeRun.of("log", there).done().out());
    assertEquals(FloeRun.of("ops", repo).out(), FloeRun.of("ops", there).done().out());
    assertEquals(FloeRun.of("checksum", repo).out(), FloeRun.of("checksum", there).done().out());
    FloeRun twice = FloeRun.of("clone", repo, there);
    assertEquals(1, twice.code());
    assertTrue(twice.err().contains("expected no repository, found one"), twice.err());
  }
}
