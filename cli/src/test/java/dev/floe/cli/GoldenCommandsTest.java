package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What the commands print of every golden repository is what the reference sees in it.
class GoldenCommandsTest {
  private static final Path RESOURCES =
      Path.of(System.getProperty("basedir", "."), "../spec-tests/src/test/resources").normalize();
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final List<String> CHUNK_FIELDS =
      List.of("coords", "kind", "id", "location", "offset", "length", "etag", "last_modified");

  /// The files that virtual chunks lie in; other tests put the same ones there.
  @BeforeAll
  static void placeForeignData() throws IOException {
    Path directory = Files.createDirectories(Path.of("/tmp/floe-golden/data"));
    try (Stream<Path> files = Files.list(RESOURCES.resolve("golden-data"))) {
      for (Path file : files.toList()) {
        Path draft = Files.createTempFile(directory, "draft", null);
        Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(draft, FileTime.from(Instant.parse("2024-01-02T03:04:05Z")));
        Files.move(
            draft,
            directory.resolve(file.getFileName().toString()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> printsWhatTheReferenceSees() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(RESOURCES.resolve("golden"))) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    assertTrue(folders.size() >= 20, RESOURCES.toString());
    return folders.stream()
        .map(folder ->
            DynamicTest.dynamicTest(
                folder.getFileName().toString(), () -> new Check(folder).all()));
  }

  private static JsonObject read(Path file) throws IOException {
    return (JsonObject) JsonText.read(Files.readAllBytes(file), file.toString());
  }

  private static FloeRun run(Object... args) {
    return FloeRun.of(Stream.of(args).map(Object::toString).toArray(String[]::new));
  }

  private static FloeRun done(Object... args) {
    return run(args).done();
  }

  private static String textOrNull(JsonValue object, String member) {
    return ((JsonObject) object).members().get(member) instanceof JsonString(String text)
        ? text
        : null;
  }

  private static JsonObject object(JsonValue value, String member) {
    return (JsonObject) ((JsonObject) value).members().get(member);
  }

  private static List<JsonValue> list(JsonValue value, String member) {
    return ((JsonArray) ((JsonObject) value).members().get(member)).elements();
  }

  private static final class Check {
    private final Path repository;
    private final JsonObject expected;
    private final JsonObject inspected;
    private final List<String> authorize = new ArrayList<>();

    Check(Path folder) throws IOException {
      repository = folder.resolve("repo");
      expected = read(folder.resolve("expected.json"));
      inspected = read(folder.resolve("inspect.json"));
      list(expected, "authorize")
          .forEach(prefix -> {
            authorize.add("--authorize");
            authorize.add(((JsonString) prefix).value());
          });
    }

    void all() {
      info();
      history();
      operations();
      object(expected, "versions").members().forEach(this::version);
      inspections();
    }

    private void info() {
      JsonObject info = done("info", repository, "--json").json();
      for (String same :
          List.of(
              "spec_version",
              "status",
              "branches",
              "tags",
              "deleted_tags",
              "metadata",
              "feature_flags")) {
        assertEquals(expected.members().get(same), info.members().get(same), same);
      }
      JsonValue count = info.members().get("snapshots");
      assertEquals(JsonValue.of(list(expected, "snapshots").size()), count, "snapshots");
      assertTrue(
          object(info, "config").members().containsKey("inline_chunk_threshold_bytes"),
          info.toString());
      assertEquals(9, info.members().size(), "fields of info");
    }

    private void history() {
      Map<String, JsonValue> snapshots = new HashMap<>();
      list(expected, "snapshots").forEach(row -> snapshots.put(textOrNull(row, "id"), row));
      object(expected, "histories")
          .members()
          .forEach((ref, ids) -> {
            int colon = ref.indexOf(':');
            List<JsonValue> rows =
                ((JsonArray) ids)
                    .elements().stream()
                        .map(id -> snapshots.get(((JsonString) id).value()))
                        .toList();
            String option = "--" + ref.substring(0, colon) + "=" + ref.substring(colon + 1);
            assertEquals(rows, done("log", repository, option, "--json").jsonLines(), ref);
          });
    }

    private void operations() {
      if (expected.members().get("ops") instanceof JsonArray(List<JsonValue> rows)) {
        assertEquals(rows, done("ops", repository, "--json").jsonLines());
      } else {
        FloeRun refused = run("ops", repository);
        assertEquals(1, refused.code(), refused.err());
        assertTrue(refused.err().contains("[unsupported-spec-version]"), refused.err());
      }
    }

    private void version(String id, JsonValue version) {
      List<String> keys = new ArrayList<>();
      List<String> sums = new ArrayList<>();
      List<String> unreadable = new ArrayList<>();
      for (JsonValue row : list(version, "keys")) {
        List<JsonValue> cells = ((JsonArray) row).elements();
        String key = ((JsonString) cells.getFirst()).value();
        keys.add(key);
        if (cells.size() == 3) {
          sums.add(sum(key, cells.get(1), cells.get(2)));
        } else if (cells.get(1) instanceof JsonInteger(var length) && length.signum() == 0) {
          sums.add(sum(key, cells.get(1), JsonValue.of(EMPTY_SHA256)));
        } else if (!(cells.get(1) instanceof JsonNull)) {
          unreadable.add(key + " [" + ((JsonString) cells.get(3)).value() + "]");
        }
      }
      listing(id, keys);
      checksums(id, sums, unreadable);
      Map<String, Integer> ranks = ranks(id);
      object(version, "chunks")
          .members()
          .forEach((array, rows) -> chunks(id, array, ((JsonArray) rows).elements(), ranks));
    }

    private static String sum(String key, JsonValue length, JsonValue sha256) {
      return JsonText.compact(
          JsonObject.of(Map.of("key", JsonValue.of(key), "length", length, "sha256", sha256)));
    }

    private void listing(String id, List<String> keys) {
      List<String> listed = done("ls", repository, "--snapshot", id).lines();
      assertEquals(keys.stream().sorted().toList(), listed.stream().sorted().toList(), id);
      List<String> json =
          done("ls", repository, "--snapshot", id, "--json").jsonLines().stream()
              .map(line -> textOrNull(line, "key"))
              .toList();
      assertEquals(listed, json, id);
    }

    /// The one document that the reference lists and does not find is left out of the comparison.
    private void checksums(String id, List<String> sums, List<String> unreadable) {
      List<Object> args =
          new ArrayList<>(List.of("checksum", repository, "--snapshot", id, "--json"));
      args.addAll(authorize);
      FloeRun ran = run(args.toArray());
      assertEquals(unreadable.isEmpty() ? 0 : 1, ran.code(), ran.err());
      List<String> found =
          ran.jsonLines().stream()
              .filter(line ->
                  !textOrNull(line, "key").equals("lead/zarr.json")
                      || sums.stream().anyMatch(sum -> sum.contains("\"lead/zarr.json\"")))
              .map(JsonText::compact)
              .sorted()
              .toList();
      assertEquals(sums.stream().sorted().toList(), found, id);
      List<String> told =
          ran.err()
              .lines()
              .map(line -> line.replaceFirst("^floe: ([^:]*): .* (\\[[a-z-]+])$", "$1 $2"))
              .sorted()
              .toList();
      assertEquals(unreadable.stream().sorted().toList(), told, id);
    }

    private Map<String, Integer> ranks(String id) {
      Map<String, Integer> ranks = new HashMap<>();
      for (JsonValue node : list(object(inspected, "snapshots").members().get(id), "nodes")) {
        if (((JsonObject) node).members().containsKey("shape")) {
          ranks.put(textOrNull(node, "path"), list(node, "shape").size());
        }
      }
      return ranks;
    }

    private void chunks(String id, String array, List<JsonValue> rows, Map<String, Integer> ranks) {
      List<JsonObject> wanted =
          rows.stream()
              .map(row -> ((JsonArray) row).elements())
              .filter(cells -> ((JsonArray) cells.getFirst()).elements().size() == ranks.get(array))
              .map(cells -> {
                Map<String, JsonValue> fields = new HashMap<>();
                for (int i = 0; i < CHUNK_FIELDS.size(); i++) {
                  fields.put(CHUNK_FIELDS.get(i), cells.get(i));
                }
                return JsonObject.of(fields);
              })
              .toList();
      String path = array.startsWith("//") ? array.substring(1) : array;
      assertEquals(
          wanted,
          done("chunks", repository, path, "--snapshot", id, "--json").jsonLines(),
          id + " " + array);
    }

    private void inspections() {
      if (inspected.members().get("repo") instanceof JsonNull) {
        assertEquals(1, run("inspect", repository, "repo").code());
      } else {
        assertEquals(
            inspected.members().get("repo"), done("inspect", repository, "repo", "--json").json());
      }
      String tip = textOrNull(object(expected, "branches"), "main");
      assertEquals(
          object(inspected, "snapshots").members().get(tip),
          JsonText.parse(done("inspect", repository, "snapshot").out(), "output"));
    }
  }
}
