package dev.floe.bench.s3;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Reads a second of one client, from a server in another process. With `-prof
/// dev.floe.bench.s3.CpuProfiler` the processor time of this process, the client's, and with `-prof
/// gc` what it allocates.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class S3ReadBench {
  private static final int READS = 256;

  @Param({"OURS"})
  String server;

  @Param({"FLOE", "SDK_NETTY", "SDK_CRT", "CRT", "BARE"})
  String client;

  @Param({"65536", "1048576", "16777216"})
  int lengthBytes;

  @Param({"1", "16", "64"})
  int inFlight;

  private MeasuredServer process;
  private Clients clients;
  private RangeClient reader;

  /// Starts the server and compares the bytes.
  @Setup
  public void open() throws Exception {
    process = MeasuredServer.start(MeasuredServer.Kind.valueOf(server));
    clients = new Clients(process, (long) inFlight * lengthBytes);
    reader = clients.open(Clients.Kind.valueOf(client));
  }

  /// Ends all of it.
  @TearDown
  public void close() throws Exception {
    reader.close();
    clients.close();
    process.close();
  }

  /// Some hundred reads, some of them in flight.
  @Benchmark
  @OperationsPerInvocation(READS)
  public void read() throws Exception {
    reader.run(Load.ofReads(inFlight, lengthBytes, READS));
  }
}
