package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.spec.s3.S3ServerOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A server is one to the reference: it signs, writes in parts, reads in ranges, commits under
/// conditions, lists, copies and deletes.
abstract class ReferenceOverS3Checks {
  private static final int PROCESSES = 4;
  private static final int COMMITS = 10;
  private static final int PATIENCE_MINUTES = 3;

  /// A server with the bucket and the credentials of tests.
  abstract URI endpoint();

  private Object[] arguments(String operation, String prefix, Object... more) {
    List<Object> all = new ArrayList<>();
    all.addAll(List.of(operation, endpoint(), S3ServerOptions.TEST_BUCKET, prefix));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private List<JsonNode> run(String operation, String prefix, Object... more) {
    return Reference.NEWER.run("over_s3.py", arguments(operation, prefix, more));
  }

  @Test
  void aRepositoryLives() {
    JsonNode seen = run("whole", "a/whole").getFirst();
    assertEquals("ConflictError", seen.get("conflict").stringValue());
    assertEquals(true, seen.get("same").booleanValue());
    assertEquals(
        "[\"theirs\",\"mine\",\"first\",\"Repository initialized\"]", seen.get("log").toString());
    assertEquals(200, seen.get("zero").intValue());
    assertEquals("[\"small\"]", seen.get("rest").toString());
    assertEquals(200 + 39 * 40 / 2, seen.get("sum").intValue());
    assertEquals(3, seen.get("expired").intValue());
    assertEquals(true, seen.get("chunksDeleted").intValue() > 0, seen::toString);
  }

  /// Four processes commit ten times each to one branch: all of it is there.
  @Test
  void commitsOfManyProcessesAreKept() {
    run("start", "a/raced", PROCESSES * COMMITS);
    List<Reference.Running> all =
        IntStream.range(0, PROCESSES)
            .mapToObj(name ->
                Reference.NEWER.start("over_s3.py", arguments("commit", "a/raced", name, COMMITS)))
            .toList();
    TreeSet<String> made = new TreeSet<>();
    all.forEach(one -> made.addAll(one.lines(PATIENCE_MINUTES)));
    assertEquals(PROCESSES * COMMITS, made.size());
    JsonNode seen = run("read", "a/raced").getFirst();
    assertEquals(2 + PROCESSES * COMMITS, seen.get("log").size());
    for (int i = 0; i < PROCESSES * COMMITS; i++) {
      assertEquals(i + 1, seen.get("counts").get(i).intValue());
    }
  }
}
