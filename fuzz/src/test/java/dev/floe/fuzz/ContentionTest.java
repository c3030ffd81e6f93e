package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.fuzz.ContentionWorker.Commit;
import dev.floe.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentionTest {
  private static final ContentionLoad LOAD = new ContentionLoad(2, 10, 1);

  @TempDir Path directory;

  @Test
  void threeProcessesCommitFourTimesEach() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String place = directory.resolve("repository").toString();
    List<String> words =
        List.of(
            "--processes",
            "3",
            "--commits",
            "4",
            "--maintained-commits",
            "2",
            "--repository",
            place,
            "--seed",
            "7");
    List<String> problems =
        Contention.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    // So few commits are done before anything is old enough to go, unless the machine is busy.
    List<String> wrong =
        problems.stream()
            .filter(problem -> !problem.startsWith("expected at most"))
            .filter(problem -> !problem.equals("nothing was old enough to go: make more commits"))
            .toList();
    assertEquals(List.of(), wrong);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("contention: seed 7, repository " + place, lines.getFirst());
    assertTrue(lines.get(2).strip().startsWith("3       12 "), lines.get(2));
  }

  private static List<Commit> commits(long lastMillis, int lastAttempts) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < 2 * LOAD.commits(); i++) {
      commits.add(new Commit(i % 2, i / 2, "S", 1_000_000, 1));
    }
    commits.removeLast();
    commits.add(new Commit(1, 9, "S", lastMillis * 1_000_000, lastAttempts));
    return commits;
  }

  @Test
  void whoWaitedOrTriedTooLongIsNamed() {
    assertEquals(List.of(), new ContentionResult(LOAD, commits(20, 40), 1).unfair());
    assertEquals(
        List.of(
            "expected at most 20 ms and 40 attempts, found 21 ms and 40: ACK 1 9 S 21000000 40"),
        new ContentionResult(LOAD, commits(21, 40), 1).unfair());
    assertEquals(1, new ContentionResult(LOAD, commits(20, 41), 1).unfair().size());
  }

  @Test
  void whatIsNotThereIsNamed() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      ContentionResult result = new ContentionResult(LOAD, commits(1, 1), 1);
      List<String> problems = result.problems(repository, Set.of());
      assertTrue(problems.contains("expected 30 commits, found 20"), problems::toString);
      assertTrue(problems.contains("lost: ACK 1 9 S 1000000 1"), problems::toString);
      assertTrue(problems.contains("wrong or missing: chunk 29"), problems::toString);
    }
  }

  @Test
  void percentilesAreValuesThatOccur() {
    long[] waits = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    assertEquals(5, ContentionResult.at(waits, 0.5));
    assertEquals(10, ContentionResult.at(waits, 0.99));
    assertEquals(10, ContentionResult.at(waits, 1));
    assertEquals(3, ContentionResult.at(new long[] {3}, 0.5));
  }

  @Test
  void aProcessThatDiesSaysWhy() {
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> Commit.parse("Exception in thread main"));
    assertEquals("a process said: Exception in thread main", failure.getMessage());
    Commit commit = new Commit(1, -3, "S", 5, 2);
    assertEquals(commit, Commit.parse(commit.line()));
  }

  @Test
  void unknownOptionsAreRefused() {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    for (List<String> words :
        List.of(List.of("--what", "1"), List.of("--seed"), List.of("--commits", "0"))) {
      assertThrows(IllegalArgumentException.class, () -> Contention.run(words, out));
    }
  }
}
