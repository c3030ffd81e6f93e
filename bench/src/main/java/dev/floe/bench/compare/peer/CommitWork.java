package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import java.io.IOException;

/// One reference of many is replaced and committed.
final class CommitWork implements Work {
  static final long STEP = 7_919;

  private final Home home;
  private final Repository repository;
  private final boolean inline;
  private final int refs;
  private long next;
  private long done;

  CommitWork(Parameters with) throws IOException {
    home = new Home(with);
    refs = with.count("refs");
    inline = with.is("kind", "inline");
    repository = home.create();
    write(repository, refs, inline);
  }

  /// References of one array: virtual, or a byte in the manifest each.
  static void write(Repository repository, int refs, boolean inline) {
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(refs, 1));
    if (inline) {
      for (int i = 0; i < refs; i++) {
        session.store().set(Content.key(i), Content.of(i, 1));
      }
    } else {
      Content.setReferences(session.store(), refs);
    }
    session.commit("references");
  }

  @Override
  public String sum() {
    return Integer.toString(refs);
  }

  @Override
  public Answer run(long repetitions) {
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      next = (next + STEP) % refs;
      Session session = repository.writableSession("main");
      if (inline) {
        session.store().set(Content.key(next), Content.of(1, 1));
      } else {
        session.store().setVirtualRef(Content.key(next), Content.changed(next), false);
      }
      session.commit("one");
      done++;
    }
    return Answer.of(repetitions, System.nanoTime() - start);
  }

  @Override
  public String check() {
    long commits = Home.ancestors(repository);
    if (commits != done + 2) {
      throw new IllegalStateException(commits + " commits, not " + (done + 2));
    }
    return Long.toString(home.present());
  }

  @Override
  public void close() throws IOException {
    repository.close();
    home.close();
  }
}
