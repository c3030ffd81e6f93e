package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.fuzz.ReadBudgetLoad.Over;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadBudgetTest {
  /// A small part of what the program reads, in a tenth of the pool.
  @ParameterizedTest
  @EnumSource(Over.class)
  void moreIsReadThanMayBeHeld(Over over) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words =
        ("--mib 200 --pool 48 --heap 64 --parallel 64 --chunk 1024 --over " + over)
            .transform(text -> List.of(text.split(" ")));
    List<String> problems =
        ReadBudget.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(List.of(), problems, () -> out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsOutsideOfTheBudgetIsToldOf() {
    ReadBudgetLoad load = ReadBudgetLoad.of(List.of("--mib", "1", "--pool", "2", "--heap", "3"));
    long mib = 1 << 20;
    assertEquals(List.of(), new ReadBudgetResult(mib, 1, 2 * mib, 1, 0, 261 * mib).problems(load));
    assertEquals(
        List.of(
            "bytes read: expected at least 1048576, found 1048575",
            "bytes in the pool: expected at most 2097152, found 2097153",
            "bytes reserved for the transport: expected at least 1, found 0",
            "bytes leased at the end: expected at most 0, found 1",
            "bytes of the process: expected at most 273678336, found 273678337"),
        new ReadBudgetResult(mib - 1, 1, 2 * mib + 1, 0, 1, 261 * mib + 1).problems(load));
  }
}
