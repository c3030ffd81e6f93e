package dev.floe.spec.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.floe.Repository;
import dev.floe.spec.decisions.Decision.Subject;
import dev.floe.storage.Storage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Runs the table of decisions: every row holds.
public class DecisionsTest {
  /// What the rows are about.
  public static List<String> subjects() {
    return table().stream().map(Decision::about).toList();
  }

  private static List<Decision> table() {
    return Stream.of(
            KeyDecisions.TABLE,
            ValueDecisions.TABLE,
            SessionDecisions.TABLE,
            ForkDecisions.TABLE,
            RepositoryDecisions.TABLE,
            StorageDecisions.TABLE)
        .flatMap(List::stream)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyRowHolds() {
    return table().stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.about() + ": " + row.choice() + ", " + row.floe(), () -> run(row)));
  }

  private static void run(Decision row) throws Exception {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      row.check().run(new Subject(repository, repository.writableSession("main")));
    }
  }

  @Test
  void rowsSayWhatTheyAreAbout() {
    Set<String> seen = new HashSet<>();
    for (Decision row : table()) {
      assertFalse(row.about().isBlank() || row.reference().isBlank() || row.floe().isBlank());
      assertEquals(true, seen.add(row.about()), "twice: " + row.about());
    }
  }
}
