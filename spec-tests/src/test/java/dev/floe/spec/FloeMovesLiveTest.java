package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The reference reads what Floe moved, and goes on from there.
@Tag("live")
class FloeMovesLiveTest {
  private static final String ARRAY = ArrayDocument.of("uint8", new long[] {400}, new long[] {100});

  @TempDir Path directory;

  /// Moves are where the reference looks for them, amended and rebased ones too.
  @Test
  void movedNodes() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "tree",
          store -> {
            for (String group : List.of("", "a/", "a/b/", "a-b/", "z/")) {
              store.set(group + "zarr.json", text(ArrayDocument.GROUP));
            }
            store.set("a/b/array/zarr.json", text(ARRAY));
            store.set("a/b/array/c/1", MemorySegment.ofArray(new byte[700]));
          });
      Session session = repository.rearrangeSession("main");
      move(session, "/a/b", "/z/b", "/a", "/z~a", "/a-b", "/a");
      session.commit("moved");
      session = repository.rearrangeSession("main");
      move(session, "/z/b/array", "/array", "/z/b", "/a/b", "/z~a", "/z/a");
      session.amend("moved on", CommitOptions.STANDARD);
      session = repository.rearrangeSession("main");
      move(session, "/z", "/𝔸", "/array", "/𝔸/array");
      repository.transaction(
          "main",
          "theirs",
          store -> {
            store.set("z/theirs/zarr.json", text(ArrayDocument.GROUP));
            store.set("array/c/2", MemorySegment.ofArray(new byte[7]));
          });
      session.commit("rebased", CommitOptions.rebaseWith(new ConflictDetector()));
      move(session = repository.rearrangeSession("main"), "/a", "/b", "/b", "/a");
      session.commit("there and back");
    }
    JsonNode seen = seen();
    List<String> moved = new ArrayList<>();
    for (JsonNode diff : seen.get("diffs")) {
      for (JsonNode move : diff.get("moved_nodes")) {
        moved.add(move.get("from").stringValue() + ">" + move.get("to").stringValue());
      }
    }
    assertTrue(moved.contains("/z/theirs>/𝔸/theirs"), moved.toString());
    assertTrue(moved.contains("/a/b/array>/array"), moved.toString());
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    assertTrue(seen().get("branches").has("reference-branch"));
  }

  /// Chunks that were shifted and reindexed are at their new coordinates for the reference too.
  @Test
  void movedChunks() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "array",
          store -> {
            store.set("a/zarr.json", text(ARRAY));
            store.set("a/c/0", text("first"));
            store.set("a/c/1", MemorySegment.ofArray(new byte[700]));
            store.set("a/c/3", text("last"));
          });
      Session session = repository.writableSession("main");
      session.shiftArray(NodePath.of("/a"), 1);
      session.commit("shifted");
      session = repository.writableSession("main");
      session.reindexArray(NodePath.of("/a"), at -> Optional.of(ChunkIndices.of(3 - at.at(0))));
      session.commit("reversed");
    }
    List<String> keys = new ArrayList<>();
    JsonNode seen = seen();
    String tip = seen.get("branches").get("main").asString();
    seen.get("versions").get(tip).get("keys").forEach(row -> keys.add(row.get(0).asString()));
    assertEquals(List.of("a/c/1", "a/c/2", "a/zarr.json"), keys.stream().sorted().toList());
  }

  private static void move(Session session, String... fromTo) {
    for (int i = 0; i < fromTo.length; i += 2) {
      session.move(NodePath.of(fromTo[i]), NodePath.of(fromTo[i + 1]));
    }
  }

  /// The reference and Floe see the same.
  private JsonNode seen() {
    return Reference.NEWER.check(List.of(directory), ForeignData.PREFIX).getFirst().get("expected");
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
