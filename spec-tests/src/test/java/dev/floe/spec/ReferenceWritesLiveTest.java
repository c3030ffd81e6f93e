package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What both versions of the reference write now is read by Floe as the reference reads it. With
/// `-Dfloe.live.seed=N` the random histories are those of an earlier run.
@Tag("live")
class ReferenceWritesLiveTest {
  private static final int RANDOM_HISTORIES = Integer.getInteger("floe.live.random", 4);

  @TempDir Path directory;

  @BeforeAll
  static void placeForeignData() throws IOException {
    ForeignData.place();
  }

  @Test
  void newerWritesBothFormats() {
    assertTrue(writeAndCheck(Reference.NEWER) > 30);
  }

  @Test
  void olderWritesTheFirstFormat() {
    assertTrue(writeAndCheck(Reference.OLDER) > 8);
  }

  private int writeAndCheck(Reference writer) {
    long seed = Long.getLong("floe.live.seed", 1);
    System.out.println("floe.live.seed=" + seed);
    List<Path> repositories =
        writer.run("write_all.py", directory, "--random", RANDOM_HISTORIES, "--seed", seed).stream()
            .map((JsonNode line) -> Path.of(line.get("path").stringValue()))
            .toList();
    Reference.NEWER.check(repositories, ForeignData.PREFIX);
    return repositories.size();
  }
}
