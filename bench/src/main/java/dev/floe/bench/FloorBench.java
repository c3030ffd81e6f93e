package dev.floe.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// What the machine gives: copying memory, and reading files that are in the page cache, with the
/// file or the mapping kept open and without.
///
/// With `files` = 1 everything is read again and again and stays in the processor's caches; with
/// more, the files are read in turn.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FloorBench {
  @Param({"65536", "1048576", "4194304"})
  long lengthBytes;

  @Param({"1", "64"})
  int files;

  private final Arena arena = Arena.ofShared();
  private Path directory;
  private Path[] paths;
  private FileChannel[] channels;
  private int[] descriptors;
  private MemorySegment[] mappings;
  private MemorySegment[] memory;
  private MemorySegment destination;
  private ByteBuffer destinationBuffer;
  private int next;

  @Setup
  public void open() throws Throwable {
    directory = Files.createTempDirectory("floe-bench");
    destination = arena.allocate(lengthBytes, 4096);
    destinationBuffer = destination.asByteBuffer();
    paths = new Path[files];
    channels = new FileChannel[files];
    descriptors = new int[files];
    mappings = new MemorySegment[files];
    memory = new MemorySegment[files];
    for (int i = 0; i < files; i++) {
      paths[i] = directory.resolve("file" + i);
      memory[i] = arena.allocate(lengthBytes, 4096).fill((byte) i);
      Files.write(paths[i], memory[i].toArray(ValueLayout.JAVA_BYTE));
      channels[i] = FileChannel.open(paths[i]);
      descriptors[i] = Pread.open(paths[i]);
      mappings[i] = channels[i].map(MapMode.READ_ONLY, 0, lengthBytes, arena);
    }
  }

  @TearDown
  public void close() throws Throwable {
    for (int i = 0; i < files; i++) {
      channels[i].close();
      Pread.close(descriptors[i]);
      Files.delete(paths[i]);
    }
    Files.delete(directory);
    arena.close();
  }

  private int turn() {
    next = next + 1 == files ? 0 : next + 1;
    return next;
  }

  @Benchmark
  public void copy() {
    MemorySegment.copy(memory[turn()], 0, destination, 0, lengthBytes);
  }

  @Benchmark
  public void channelRead() throws IOException {
    destinationBuffer.clear();
    expect(channels[turn()].read(destinationBuffer, 0));
  }

  @Benchmark
  public void systemRead() throws Throwable {
    expect(Pread.read(descriptors[turn()], destination, 0));
  }

  @Benchmark
  public void mappedCopy() {
    MemorySegment.copy(mappings[turn()], 0, destination, 0, lengthBytes);
  }

  @Benchmark
  public void openSystemReadClose() throws Throwable {
    int descriptor = Pread.open(paths[turn()]);
    expect(Pread.read(descriptor, destination, 0));
    Pread.close(descriptor);
  }

  @Benchmark
  public void openMapCopyUnmap() throws IOException {
    try (FileChannel channel = FileChannel.open(paths[turn()]);
        Arena confined = Arena.ofConfined()) {
      MemorySegment mapping = channel.map(MapMode.READ_ONLY, 0, lengthBytes, confined);
      MemorySegment.copy(mapping, 0, destination, 0, lengthBytes);
    }
  }

  private void expect(long count) {
    if (count != lengthBytes) {
      throw new IllegalStateException("read " + count + " of " + lengthBytes);
    }
  }
}
