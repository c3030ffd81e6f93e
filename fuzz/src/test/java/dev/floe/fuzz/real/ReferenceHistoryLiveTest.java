package dev.floe.fuzz.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One history of processes of Floe and of the reference, on a server with compare-and-set in this
/// process. The long form is the fault `s3-reference` of the program `real`.
@Tag("live")
class ReferenceHistoryLiveTest {
  @Test
  void processesOfBothKindsWriteOneHistory() throws Exception {
    Reference reference = Reference.made().orElseThrow();
    long seed = Long.getLong("seed", System.nanoTime() >>> 8);
    RealPrograms programs =
        new RealPrograms(seed, 1, Duration.ofSeconds(1), Optional.empty(), Optional.of(reference));
    assertEquals(List.of(), programs.run(List.of("s3-reference"), System.out));
  }
}
