package dev.floe.bench;

import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.RequestSigner;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A round of reads over HTTP from a server on the loopback that has no files, in the same process:
/// what the client costs. Beside it the JDK's client, whose bodies are heap arrays. With `-prof gc`
/// the bytes allocated in a round, the server's few included.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HttpGetBench {
  @Param({"65536", "1048576"})
  int lengthBytes;

  @Param({"1", "16"})
  int inFlight;

  private final Arena arena = Arena.ofShared();
  private BodyServer server;
  private NettyHttpClient floe;
  private HttpClient jdk;
  private HttpCall[] calls;
  private MemorySegment[] destinations;
  private java.net.http.HttpRequest request;

  @Setup(Level.Trial)
  public void open() throws InterruptedException {
    server = BodyServer.start(lengthBytes);
    floe = NettyHttpClient.open(HttpOptions.STANDARD, SystemSources.all());
    jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Origin origin = new Origin(false, "127.0.0.1", server.port());
    calls = new HttpCall[inFlight];
    destinations = new MemorySegment[inFlight];
    for (int i = 0; i < inFlight; i++) {
      MemorySegment destination = arena.allocate(lengthBytes);
      destinations[i] = destination;
      calls[i] =
          new HttpCall(
              HttpRequest.of(HttpRequest.Method.GET, origin, "/body", Headers.NONE),
              RequestSigner.NONE,
              _ -> new BodyPlan.Landing.Into(destination),
              HttpCall.Repetition.READ,
              "body",
              Optional.empty());
    }
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/body");
    request = java.net.http.HttpRequest.newBuilder(uri).build();
    for (MemorySegment destination : destinations) {
      destination.fill((byte) 1);
    }
    floe();
    MemorySegment zeros = arena.allocate(lengthBytes);
    for (MemorySegment destination : destinations) {
      Gate.equal("first other byte", -1L, destination.mismatch(zeros));
    }
  }

  @Benchmark
  public Object floe() {
    CompletableFuture<?>[] round = new CompletableFuture<?>[inFlight];
    for (int i = 0; i < inFlight; i++) {
      round[i] = floe.send(calls[i]);
    }
    return CompletableFuture.allOf(round).join();
  }

  @Benchmark
  public Object jdk() {
    CompletableFuture<?>[] round = new CompletableFuture<?>[inFlight];
    for (int i = 0; i < inFlight; i++) {
      round[i] = jdk.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }
    return CompletableFuture.allOf(round).join();
  }

  @TearDown(Level.Trial)
  public void close() {
    floe.close();
    jdk.close();
    server.close();
    arena.close();
  }
}
