package dev.floe.bench;

import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.LocationCompression;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.ManifestWriter;
import dev.floe.internal.binary.RefSink;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A manifest of native chunks: written and compressed, decompressed and opened. The floors are the
/// compression and the decompression of the same body alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ManifestBench {
  private static final NodeId NODE = new NodeId(7);
  private static final long ROOM_BYTES = 64 << 20;

  @Param({"1000", "100000"})
  int references;

  private final Arena arena = Arena.ofShared();
  private final Zstd zstd = new Zstd(2);
  private MemorySegment output;
  private MemorySegment file;
  private MemorySegment body;
  private MemorySegment compressed;

  @Setup
  public void write() {
    output = arena.allocate(ROOM_BYTES, 8);
    MemorySegment written = encode();
    file = arena.allocate(written.byteSize(), 8).copyFrom(written);
    MemorySegment decoded = decode();
    body = arena.allocate(decoded.byteSize(), 8).copyFrom(decoded);
    MemorySegment alone = floorOfWrite();
    compressed = arena.allocate(alone.byteSize(), 8).copyFrom(alone);
    ManifestView view = ManifestView.of(body, "file", zstd);
    if (view.refCount(0) != references) {
      throw new IllegalStateException(view.refCount(0) + " references, not " + references);
    }
  }

  private MemorySegment room(long bytes) {
    return output.asSlice(0, bytes);
  }

  private void pass(RefSink sink) {
    int[] coords = new int[1];
    long random = 42;
    for (int i = 0; i < references; i++) {
      coords[0] = i;
      random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      sink.nativeChunk(coords, 1, random, i, 0, 65_536);
    }
  }

  private MemorySegment encode() {
    try (ManifestWriter writer =
        new ManifestWriter(SpecVersion.V2, LocationCompression.NONE, new Random(1), references)) {
      return writer.encode(
          new ManifestId(1, 2), NODE, this::pass, zstd, Zstd.DEFAULT_LEVEL, this::room);
    }
  }

  private MemorySegment decode() {
    return Envelope.decode(
            zstd, file, FileType.MANIFEST, "file", Envelope.MAX_BODY_BYTES, this::room)
        .body();
  }

  @TearDown
  public void close() {
    zstd.close();
    arena.close();
  }

  @Benchmark
  public MemorySegment writeAndCompress() {
    return encode();
  }

  @Benchmark
  public ManifestView decompressAndOpen() {
    return ManifestView.of(decode(), "file", zstd);
  }

  @Benchmark
  public MemorySegment floorOfWrite() {
    return zstd.compress(body, Zstd.DEFAULT_LEVEL, 0, this::room);
  }

  @Benchmark
  public MemorySegment floorOfOpen() {
    return zstd.decompress(compressed, body.byteSize(), "body", this::room);
  }
}
