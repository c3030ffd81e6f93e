package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.bench.ProcessStatus;
import dev.floe.zarr.VirtualChunkColumns;
import java.io.IOException;
import java.lang.foreign.Arena;

/// Very many references set, committed, and looked up by a handle that was just opened.
final class BulkWork implements Work {
  private static final int WARM_UPS = 3;

  private final Parameters with;
  private final int refs;
  private final boolean uneven;

  BulkWork(Parameters with) throws IOException {
    this.with = with;
    refs = with.count("refs");
    uneven = with.is("uneven", "yes");
    for (int i = 0; i < WARM_UPS && with.number("warm") > 0; i++) {
      run(with.count("warm"));
    }
  }

  @Override
  public String sum() {
    return Integer.toString(refs);
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    return run(refs);
  }

  private Answer run(int count) throws IOException {
    ProcessStatus.forgetMostResident();
    try (Home home = new Home(with);
        Repository repository = home.create();
        Arena arena = Arena.ofShared()) {
      VirtualChunkColumns references = Content.references(arena, 0, count, uneven);
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", Chunks.array(count, 1));
      Answer.Phases phases = new Answer.Phases();
      phases.begin();
      session.store().setVirtualRefs("a", references, false);
      phases.end("set");
      session.commit("references");
      phases.end("commit");
      Repository fresh = home.openAnew();
      boolean there = Home.reader(fresh).exists(Content.key(count / 2));
      phases.end("open");
      fresh.close();
      if (!there || home.present() != count) {
        throw new IllegalStateException(home.present() + " references of " + count);
      }
      return phases.answer().counting("peak", ProcessStatus.mostResidentMebibytes());
    }
  }

  @Override
  public void close() {}
}
