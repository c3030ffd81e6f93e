package dev.floe.bench;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

/// The compression of metadata: a body that is half random, as references are, compressed and
/// decompressed. The floor is the bare library on the same bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBench {
  @Param({"65536", "1048576"})
  int lengthBytes;

  private final Arena arena = Arena.ofShared();
  private final Zstd zstd = new Zstd(2);
  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private MemorySegment body;
  private MemorySegment compressed;
  private MemorySegment output;

  @Setup
  public void fill() {
    body = arena.allocate(lengthBytes, 8);
    long random = 42;
    for (long at = 0; at + 8 <= lengthBytes; at += 8) {
      random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      body.set(ValueLayout.JAVA_LONG, at, at / 8 % 2 == 0 ? random : at);
    }
    output = arena.allocate(2L * lengthBytes + 1_024, 8);
    MemorySegment first = zstd.compress(body, Zstd.DEFAULT_LEVEL, 0, this::room);
    compressed = arena.allocate(first.byteSize(), 8).copyFrom(first);
    compressor.setLevel(Zstd.DEFAULT_LEVEL);
    if (zstd.decompress(compressed, lengthBytes, "body", this::room).mismatch(body) != -1) {
      throw new IllegalStateException("other bytes than before");
    }
  }

  private MemorySegment room(long bytes) {
    return output.asSlice(0, bytes);
  }

  @TearDown
  public void close() {
    compressor.close();
    decompressor.close();
    zstd.close();
    arena.close();
  }

  @Benchmark
  public MemorySegment compress() {
    return zstd.compress(body, Zstd.DEFAULT_LEVEL, 0, this::room);
  }

  @Benchmark
  public MemorySegment decompress() {
    return zstd.decompress(compressed, lengthBytes, "body", this::room);
  }

  @Benchmark
  public int floorOfCompress() {
    return compressor.compressDirectByteBuffer(
        output.asByteBuffer(), 0, (int) output.byteSize(), body.asByteBuffer(), 0, lengthBytes);
  }

  @Benchmark
  public int floorOfDecompress() {
    return decompressor.decompressDirectByteBuffer(
        output.asByteBuffer(),
        0,
        (int) output.byteSize(),
        compressed.asByteBuffer(),
        0,
        (int) compressed.byteSize());
  }
}
