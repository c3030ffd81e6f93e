package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A repository with chunks around a length from which they count as large.
public final class LargeChunks {
  /// As large as two parts of the manager.
  public static final int LARGE_BYTES = 16 << 20;

  private static final int[] LENGTHS = {
    1000, LARGE_BYTES - 1, LARGE_BYTES, 5 << 20, (20 << 20) + 7, 100_000, (17 << 20) + 1
  };

  private LargeChunks() {}

  /// Makes it.
  public static void create(Storage storage) {
    try (Repository repository = Repository.create(storage, RepositoryOptions.STANDARD)) {
      repository.transaction(
          "main",
          "chunks",
          store -> {
            String group = "{\"zarr_format\":3,\"node_type\":\"group\"}";
            store.set("zarr.json", MemorySegment.ofArray(group.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < LENGTHS.length; i++) {
              store.set("a" + i + "/zarr.json", array(LENGTHS[i]));
              byte[] chunk = new byte[LENGTHS[i]];
              new SplittableRandom(i).nextBytes(chunk);
              store.set("a" + i + "/c/0", MemorySegment.ofArray(chunk));
            }
          });
    }
  }

  private static MemorySegment array(int length) {
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":[%1$d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%1$d]}},
         "chunk_key_encoding":{"name":"default"},"fill_value":0,
         "codecs":[{"name":"bytes"}],"attributes":{}}\
        """;
    return MemorySegment.ofArray(document.formatted(length).getBytes(StandardCharsets.UTF_8));
  }

  /// Every chunk of the one is that of the other, byte for byte.
  public static void assertSame(Storage expected, Storage found) {
    try (Repository one = Repository.open(expected);
        Repository other = Repository.open(found)) {
      assertEquals(one.lookupBranch("main"), other.lookupBranch("main"));
      Session ours = one.readonlySession(Version.branch("main"));
      Session theirs = other.readonlySession(Version.branch("main"));
      for (int i = 0; i < LENGTHS.length; i++) {
        String key = "a" + i + "/c/0";
        try (var mine = ours.store().get(key).orElseThrow();
            var copied = theirs.store().get(key).orElseThrow()) {
          assertEquals(-1, mine.segment().mismatch(copied.segment()), key);
        }
      }
      List<Problem> problems = new ArrayList<>();
      other.verify(new VerifyScope(true, false), problems::add);
      assertEquals(List.of(), problems);
    }
  }
}
