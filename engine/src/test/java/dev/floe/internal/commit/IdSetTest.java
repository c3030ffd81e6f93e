package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.ChunkId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdSetTest {
  @Test
  void itIsASet() {
    Random random = new Random(3);
    IdSet ids = new IdSet();
    IdSet more = new IdSet();
    Set<ChunkId> model = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      // Few different values, so that many come twice, and zero among them.
      ChunkId id = new ChunkId(random.nextInt(100), random.nextInt(100));
      (i % 2 == 0 ? ids : more).add(id.high(), id.low());
      model.add(id);
    }
    ids.addAll(more);
    IdSet copy = IdSet.of(model);
    assertEquals(model.size(), copy.size());
    assertEquals(model.size(), ids.size());
    for (int high = -1; high < 101; high++) {
      for (int low = -1; low < 101; low++) {
        ChunkId id = new ChunkId(high, low);
        assertEquals(model.contains(id), ids.contains(id), id.text());
        assertEquals(model.contains(id), copy.contains(high, low), id.text());
      }
    }
  }
}
