package dev.floe.fuzz;

import dev.floe.memory.SegmentPool;
import dev.floe.spec.net.FaultProxy;
import dev.floe.spec.s3.S3FaultPlan;
import dev.floe.spec.s3.S3Server;
import dev.floe.storage.Storage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Reads and commits over a network and a server on which things go wrong, by a plan that a seed
/// makes: no wrong byte, no commit lost that was acknowledged, no wait without an end, nothing left
/// behind. The same seed gives the same reads, commits and faults; which fault meets which request
/// also depends on the order in which they arrive.
final class Net {
  static final String USAGE =
      "net [--reads N] [--commits N] [--at-once N] [--seed N] [--crt BYTES]";

  private static final String OBJECTS = "objects";
  private static final String REPOSITORY = "repository";
  private static final long POOL_BYTES = 512L << 20;
  private static final int PATIENCE_SECONDS = 20;

  private static final int LARGEST_BYTES = 1_500_000;

  /// Some ranges are of several parts of the native client's.
  private static final int LARGEST_BYTES_CRT = 9_000_000;

  private final long seed;
  private final OptionalLong crtFromBytes;
  private final PrintStream out;
  private final List<String> problems = new ArrayList<>();

  private Net(long seed, OptionalLong crtFromBytes, PrintStream out) {
    this.seed = seed;
    this.crtFromBytes = crtFromBytes;
    this.out = out;
  }

  /// Runs it and prints what came of it.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out)
      throws InterruptedException, ExecutionException {
    Arguments arguments =
        new Arguments(words, List.of("--reads", "--commits", "--at-once", "--seed", "--crt"));
    long seed = arguments.seed();
    out.println("net: seed " + seed);
    OptionalLong crt =
        arguments.text("--crt").map(Long::valueOf).stream().mapToLong(Long::longValue).findAny();
    int largest = crt.isPresent() ? LARGEST_BYTES_CRT : LARGEST_BYTES;
    NetReads reads = new NetReads(seed, arguments.count("--reads", 10_000), largest);
    NetCommits commits = new NetCommits(seed, arguments.count("--commits", 300));
    Net net = new Net(seed, crt, out);
    net.run(reads, commits, arguments.count("--at-once", 32));
    return net.problems;
  }

  private void run(NetReads reads, NetCommits commits, int atOnce)
      throws InterruptedException, ExecutionException {
    try (S3Server server = S3Server.start()) {
      try (Storage objects = NetFaults.storage(server.port(), OBJECTS);
          Storage repository = NetFaults.storage(server.port(), REPOSITORY)) {
        reads.write(objects);
        commits.create(repository);
      }
      try (FaultProxy proxy = FaultProxy.start(server.port(), NetFaults.lines(seed))) {
        server.faults(NetFaults.ofReads(seed));
        read(server, proxy, reads, atOnce);
        server.faults(NetFaults.ofCommits(seed));
        problems.addAll(commits.run(() -> NetFaults.storage(proxy.port(), REPOSITORY)));
        server.faults(S3FaultPlan.none());
        out.println(
            commits.summary()
                + "; "
                + proxy.connectionCount()
                + " connections, "
                + proxy.endedCount()
                + " ended by plan, "
                + server.requests().total()
                + " requests");
        allClosed(proxy);
      }
      try (Storage calm = NetFaults.storage(server.port(), REPOSITORY)) {
        problems.addAll(commits.inspect(calm));
      }
    }
  }

  private String byCrt(S3Server server) {
    if (crtFromBytes.isEmpty()) {
      return "";
    }
    long requests =
        server.requests().entries().stream().filter(one -> one.agent().contains("CRTS3")).count();
    if (requests == 0) {
      problems.add("the native client asked for nothing");
    }
    return "; " + requests + " requests of the native client's";
  }

  private void read(S3Server server, FaultProxy proxy, NetReads reads, int atOnce)
      throws InterruptedException, ExecutionException {
    try (SegmentPool pool = SegmentPool.checked(POOL_BYTES, System::nanoTime)) {
      try (Storage storage = NetFaults.storage(proxy.port(), OBJECTS, crtFromBytes)) {
        problems.addAll(reads.run(storage, pool, atOnce));
      }
      out.println(reads.summary() + byCrt(server));
      if (pool.statistics().leasedBytes() != 0) {
        problems.add(pool.statistics().leasedBytes() + " bytes are leased and nobody reads");
      }
    }
  }

  /// Storages that are closed leave no connection.
  private void allClosed(FaultProxy proxy) throws InterruptedException {
    long start = System.nanoTime();
    while (proxy.openCount() > 0) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        problems.add(proxy.openCount() + " connections stay open and nobody uses them");
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
