package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A process of Floe and one of the reference commit in turns to one repository on local files, ten
/// times each; nothing is lost, and both read the same result.
@Tag("live")
class AlternatingCommitsLiveTest {
  private static final int COMMITS = 10;
  private static final int PATIENCE_MINUTES = 3;

  @TempDir Path directory;

  @Test
  void nothingIsLost() {
    start();
    Reference.Running reference =
        Reference.NEWER.start("alternate.py", directory, COMMITS, "reference", "Floe");
    Reference.Running floe = Reference.Running.start(floe());
    List<String> ours = floe.lines(PATIENCE_MINUTES);
    List<JsonNode> theirs =
        reference.lines(PATIENCE_MINUTES).stream().map(GoldenRepository.JSON::readTree).toList();

    JsonNode seen = Reference.NEWER.check(List.of(directory)).getFirst().get("expected");
    List<String> history = new ArrayList<>();
    seen.get("histories").get("branch:main").forEach(id -> history.addFirst(id.stringValue()));
    List<String> made = new ArrayList<>(history.subList(0, 2));
    for (int turn = 0; turn < COMMITS; turn++) {
      made.add(ours.get(turn));
      made.add(theirs.get(turn).get("snapshot").stringValue());
    }
    assertEquals(made, history);
    assertEquals(turns(), chunks(seen.get("versions").get(history.getLast())));
  }

  private void start() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      set(session, "zarr.json", ArrayDocument.GROUP);
      long[] shape = {2L * COMMITS};
      set(session, "turns/zarr.json", ArrayDocument.of("uint8", shape, new long[] {1}));
      session.commit("start");
    }
  }

  private static void set(Session session, String key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    session.store().set(key, MemorySegment.ofArray(bytes));
  }

  private List<String> floe() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        AlternatingWriter.class.getName(),
        directory.toString(),
        Integer.toString(COMMITS),
        "Floe",
        "reference");
  }

  private static Map<String, String> turns() {
    Map<String, String> turns = new TreeMap<>();
    for (int turn = 0; turn < COMMITS; turn++) {
      turns.put("turns/c/" + 2 * turn, hash("Floe " + turn));
      turns.put("turns/c/" + (2 * turn + 1), hash("reference " + turn));
    }
    return turns;
  }

  private static String hash(String text) {
    return VersionView.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> chunks(JsonNode version) {
    Map<String, String> chunks = new TreeMap<>();
    for (JsonNode row : version.get("keys")) {
      if (row.get(0).stringValue().startsWith("turns/c/")) {
        chunks.put(row.get(0).stringValue(), row.get(2).stringValue());
      }
    }
    return chunks;
  }
}
