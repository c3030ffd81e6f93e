package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The reference and Floe on one bucket.
abstract class BucketBothWaysChecks {
  private static final int EACH = 4;
  private static final int COMMITS = 25;
  private static final int ALL = 2 * EACH * COMMITS;
  private static final int PATIENCE_MINUTES = 5;

  /// A server with the bucket and the credentials of tests.
  abstract URI endpoint();

  private void create(String prefix) {
    try (Storage storage = BucketWriter.storage(endpoint().toString(), prefix);
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      String array = ArrayDocument.of("int64", new long[] {ALL}, new long[] {1});
      session.store().set("zarr.json", text(ArrayDocument.GROUP));
      session.store().set("counts/zarr.json", text(array));
      session.commit("start");
    }
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private Reference.Running reference(String prefix, int name) {
    return Reference.NEWER.start(
        "over_s3.py", "commit", endpoint(), "bucket", prefix, name, COMMITS);
  }

  private Reference.Running floe(String prefix, int name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), BucketWriter.class.getName()));
    command.addAll(List.of(endpoint().toString(), prefix, "" + name, "" + COMMITS));
    return Reference.Running.start(command);
  }

  /// What both see in the end: every chunk, and every commit of either in the history.
  private void check(String prefix, int commits) {
    JsonNode seen =
        Reference.NEWER.run("over_s3.py", "read", endpoint(), "bucket", prefix).getFirst();
    assertEquals(2 + commits, seen.get("log").size());
    for (int i = 0; i < commits; i++) {
      assertEquals(i + 1, seen.get("counts").get(i).intValue());
    }
    try (Storage storage = BucketWriter.storage(endpoint().toString(), prefix);
        Repository repository = Repository.open(storage);
        Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
      assertEquals(2 + commits, ancestry.count());
      Session session = repository.readonlySession(Version.MAIN);
      for (int i = 0; i < commits; i++) {
        try (var chunk = session.store().get("counts/c/" + i).orElseThrow()) {
          assertEquals(-1, chunk.segment().mismatch(BucketWriter.value(i + 1)), "chunk " + i);
        }
      }
    }
  }

  @Test
  void eachReadsWhatTheOtherWrites() {
    String prefix = "a/turns";
    create(prefix);
    reference(prefix, 0).lines(PATIENCE_MINUTES);
    floe(prefix, 1).lines(PATIENCE_MINUTES);
    check(prefix, 2 * COMMITS);
  }

  @Test
  void commitsOfManyProcessesOfBothAreKept() {
    String prefix = "a/raced";
    create(prefix);
    List<Reference.Running> all = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      all.add(reference(prefix, 2 * i));
      all.add(floe(prefix, 2 * i + 1));
    }
    TreeSet<String> made = new TreeSet<>();
    all.forEach(one -> made.addAll(one.lines(PATIENCE_MINUTES)));
    assertEquals(ALL, made.size());
    check(prefix, ALL);
  }
}
