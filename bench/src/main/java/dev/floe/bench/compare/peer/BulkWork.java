package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.zarr.VirtualChunkColumns;
import java.io.IOException;
import java.lang.foreign.Arena;

/// Very many references set, committed, and looked up by a handle that was just opened.
final class BulkWork implements Work {
  private final Parameters with;
  private final int refs;

  BulkWork(Parameters with) {
    this.with = with;
    refs = with.count("refs");
  }

  @Override
  public String sum() {
    return Integer.toString(refs);
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    try (Home home = new Home(with);
        Repository repository = home.create();
        Arena arena = Arena.ofShared()) {
      VirtualChunkColumns references = Content.references(arena, 0, refs);
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", Chunks.array(refs, 1));
      Answer.Phases phases = new Answer.Phases();
      phases.begin();
      session.store().setVirtualRefs("a", references, false);
      phases.end("set");
      session.commit("references");
      phases.end("commit");
      Repository fresh = home.open();
      boolean there = Home.reader(fresh).exists(Content.key(refs / 2));
      phases.end("open");
      fresh.close();
      if (!there || home.present() != refs) {
        throw new IllegalStateException(home.present() + " references of " + refs);
      }
      return phases.answer();
    }
  }

  @Override
  public void close() {}
}
