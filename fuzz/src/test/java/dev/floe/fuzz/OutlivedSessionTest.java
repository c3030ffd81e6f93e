package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A session that began before the cut-off of a collection and goes on after it: nobody promised it
/// anything, its commit is accepted, and verification finds what it lost.
class OutlivedSessionTest {
  private static final ContentionLoad LOAD = new ContentionLoad(1, 1, 3);

  @Test
  void verificationFindsTheChunksThatWereCollected() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "array",
          store -> {
            store.set("zarr.json", ContentionLoad.group());
            store.set("contended/zarr.json", LOAD.document());
          });
      Session session = repository.writableSession("main");
      session.store().set(ContentionLoad.key(0), MemorySegment.ofArray(new byte[2000]));
      GcOptions options = GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);
      assertEquals(1, repository.collectGarbage(options).chunksDeleted());
      session.commit("outlived");
      List<Problem> problems = new ArrayList<>();
      repository.verify(VerifyScope.STANDARD, problems::add);
      assertEquals(1, problems.size(), problems::toString);
      assertEquals(Problem.Severity.ERROR, problems.getFirst().severity());
      assertTrue(problems.getFirst().object().startsWith("chunks/"), problems::toString);
    }
  }
}
