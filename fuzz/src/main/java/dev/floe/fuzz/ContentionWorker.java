package dev.floe.fuzz;

import dev.floe.CommitOptions;
import dev.floe.RebaseOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// One of the processes that commit to one branch at once, with rebase. It makes its warm-up
/// commits, says `READY`, waits for a line, and then says of each commit, once it is acknowledged
/// (see [Commit]):
///
/// ```
/// ACK <process> <number> <snapshot id> <nanoseconds> <attempts>
/// ```
///
/// Arguments: the repository's location, the number of this process, and a [ContentionLoad].
final class ContentionWorker {
  private final ContentionLoad load;
  private final int process;
  private final Repository repository;

  private ContentionWorker(ContentionLoad load, int process, Repository repository) {
    this.load = load;
    this.process = process;
    this.repository = repository;
  }

  /// A commit that was acknowledged.
  ///
  /// @param process who made it
  /// @param number which of its commits; warm-ups have numbers below 0
  /// @param snapshot what it made
  /// @param nanos how long the call of `commit` took
  /// @param attempts how often it tried, the first time included
  record Commit(int process, int number, String snapshot, long nanos, int attempts) {
    String line() {
      return "ACK " + process + " " + number + " " + snapshot + " " + nanos + " " + attempts;
    }

    /// @throws IllegalStateException if the process said something else, such as why it died
    static Commit parse(String line) {
      String[] words = line.split(" ");
      if (words.length != 6 || !words[0].equals("ACK")) {
        throw new IllegalStateException("a process said: " + line);
      }
      return new Commit(
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          words[3],
          Long.parseLong(words[4]),
          Integer.parseInt(words[5]));
    }
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Storage storage = Storage.of(arguments[0]);
        Repository repository = Repository.open(storage)) {
      ContentionWorker worker =
          new ContentionWorker(
              ContentionLoad.of(arguments, 2), Integer.parseInt(arguments[1]), repository);
      worker.commits(-ContentionLoad.WARM_UPS, 0, out);
      out.println("READY");
      out.flush();
      if (in.readLine() != null) {
        worker.commits(0, worker.load.commits(), out);
      }
    }
  }

  private void commits(int from, int end, PrintStream out) {
    for (int number = from; number < end; number++) {
      out.println(commit(number).line());
      out.flush();
    }
  }

  private Commit commit(int number) {
    int chunk = load.chunk(process, number);
    Session session = repository.writableSession("main");
    session.store().set(ContentionLoad.key(chunk), MemorySegment.ofArray(load.bytes(chunk)));
    AtomicInteger rebases = new AtomicInteger();
    RebaseOptions rebase =
        RebaseOptions.with(new ConflictDetector()).withHooks(rebases::set, done -> {});
    long before = System.nanoTime();
    SnapshotId id = session.commit(process + " " + number, CommitOptions.STANDARD.rebasing(rebase));
    return new Commit(process, number, id.text(), System.nanoTime() - before, rebases.get() + 1);
  }
}
