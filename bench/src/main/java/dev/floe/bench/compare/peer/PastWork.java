package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.format.Diff;
import dev.floe.format.SnapshotInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// The line of ancestors, the difference of its ends, and opening to the first chunk.
final class PastWork implements Work {
  private final Home home;
  private final Repository repository;
  private final long count;

  PastWork(Parameters with) throws IOException {
    home = new Home(with);
    repository = SeriesWork.base(home);
    count = with.number("commits");
    SeriesWork.commits(repository, count);
  }

  private Version first() {
    try (Stream<SnapshotInfo> line = repository.ancestry(Version.MAIN)) {
      List<SnapshotInfo> all = line.toList();
      return Version.snapshot(all.get(all.size() - 2).id());
    }
  }

  @Override
  public String sum() {
    return Long.toString(count);
  }

  @Override
  public Answer run(long repetitions) {
    Version first = first();
    MemorySegment destination = MemorySegment.ofArray(new byte[4]);
    Answer.Phases phases = new Answer.Phases();
    phases.begin();
    long seen = Home.ancestors(repository);
    phases.end("ancestry");
    Diff diff = repository.diff(first, Version.MAIN);
    long chunks = diff.updatedChunks().values().stream().mapToLong(Collection::size).sum();
    phases.end("diff");
    Repository fresh = home.openAnew();
    long length = Home.reader(fresh).getInto(Content.key(1), ByteRange.all(), destination);
    phases.end("open");
    fresh.close();
    if (seen != count + 2 || chunks != SeriesWork.PLACES || length != 4) {
      throw new IllegalStateException(seen + " commits, " + chunks + " chunks");
    }
    return phases.answer();
  }

  @Override
  public void close() throws IOException {
    repository.close();
    home.close();
  }
}
