package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import java.io.IOException;

/// One of several processes that commit into one repository; process 0 makes it.
final class WriterWork implements Work {
  private final Home home;
  private final Repository repository;
  private final int process;
  private final int commits;

  WriterWork(Parameters with) throws IOException {
    process = with.count("process");
    commits = with.count("commits");
    home = new Home(with);
    if (process == 0) {
      repository = home.create();
      WritersWork.array(repository, with.number("processes") * commits);
    } else {
      repository = home.open();
    }
  }

  @Override
  public String sum() {
    return Integer.toString(process);
  }

  @Override
  public Answer run(long repetitions) {
    long start = System.nanoTime();
    long acknowledged = WritersWork.commit(repository, (long) process * commits, commits);
    return Answer.of(acknowledged, System.nanoTime() - start);
  }

  @Override
  public String check() {
    return Long.toString(home.present());
  }

  @Override
  public void close() throws IOException {
    repository.close();
    home.close();
  }
}
