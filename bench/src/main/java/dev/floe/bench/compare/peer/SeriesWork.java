package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import java.io.IOException;

/// Commits of one chunk each, after `before` of them, and after `warm_ms` milliseconds of such
/// commits in other repositories.
final class SeriesWork implements Work {
  static final int PLACES = 10;
  private static final int WARM_COMMITS = 200;

  private final Home home;
  private final Repository repository;
  private final long before;
  private long done;

  SeriesWork(Parameters with) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < with.number("warm_ms") * 1_000_000) {
      try (Home other = new Home(with);
          Repository warm = base(other)) {
        commits(warm, WARM_COMMITS);
      }
    }
    home = new Home(with);
    repository = base(home);
    before = with.number("before");
    done = before;
    commits(repository, before);
  }

  static Repository base(Home home) {
    Repository repository = home.create();
    repository.transaction(
        "main", "array", store -> store.set("a/zarr.json", Chunks.array(PLACES, 4)));
    return repository;
  }

  static void commits(Repository repository, long count) {
    for (long i = 0; i < count; i++) {
      Session session = repository.writableSession("main");
      session.store().set(Content.key(i % PLACES), Content.of(i, 4));
      session.commit("one");
    }
  }

  @Override
  public String sum() {
    return Long.toString(before);
  }

  @Override
  public Answer run(long repetitions) {
    long start = System.nanoTime();
    commits(repository, repetitions);
    done += repetitions;
    return Answer.of(repetitions, System.nanoTime() - start);
  }

  @Override
  public String check() {
    long seen = Home.ancestors(repository);
    if (seen != done + 2) {
      throw new IllegalStateException(seen + " commits, not " + (done + 2));
    }
    return "complete";
  }

  @Override
  public void close() throws IOException {
    repository.close();
    home.close();
  }
}
