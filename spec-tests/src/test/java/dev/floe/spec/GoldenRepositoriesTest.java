package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Floe reads in every golden repository what the reference reads in it.
class GoldenRepositoriesTest {
  @BeforeAll
  static void placeForeignData() throws IOException {
    ForeignData.place();
  }

  @Test
  void thereAreEnoughOfBothFormats() {
    List<GoldenRepository> all = GoldenRepository.all();
    long first = all.stream().filter(g -> g.expected().get("spec_version").intValue() == 1).count();
    assertTrue(first >= 5 && all.size() - first >= 15, first + " of " + all.size());
  }

  @TestFactory
  Stream<DynamicTest> readsWhatTheReferenceReads() {
    return GoldenRepository.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), golden::check));
  }

  @TestFactory
  Stream<DynamicTest> areSound() {
    return GoldenRepository.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), golden::requireSound));
  }
}
