package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Session;
import java.io.IOException;
import java.nio.file.Path;

/// The first two commits of one reference each into a copy of what another peer wrote.
final class ContinueWork implements Work {
  private final Parameters with;

  ContinueWork(Parameters with) {
    this.with = with;
  }

  @Override
  public String sum() {
    return with.text("refs");
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    try (Home home = Home.copyOf(Path.of(with.text("base")), with);
        Repository repository = home.open()) {
      Answer.Phases phases = new Answer.Phases();
      for (int i = 1; i <= 2; i++) {
        long chunk = i * CommitWork.STEP % with.number("refs");
        phases.begin();
        Session session = repository.writableSession("main");
        session.store().setVirtualRef(Content.key(chunk), Content.changed(chunk), false);
        session.commit("one");
        phases.end(i == 1 ? "first" : "second");
      }
      long seen = home.present();
      long commits = Home.ancestors(repository);
      if (seen != with.number("refs") || commits != 4) {
        throw new IllegalStateException(seen + " references, " + commits + " commits");
      }
      return phases.answer();
    }
  }

  @Override
  public void close() {}
}
