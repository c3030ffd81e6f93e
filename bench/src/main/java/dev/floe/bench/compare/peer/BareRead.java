package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// The bytes of the same chunks, without an engine: memory copied, open files read with `pread`, or
/// all of them copied by one thread for each processor out of memory or of mapped files.
final class BareRead implements Work {
  private final Arena arena = Arena.ofShared();
  private final boolean all;
  private final int lengthBytes;
  private final MemorySegment[] sources;
  private final MemorySegment[] destinations;
  private final List<FileChannel> files = new ArrayList<>();
  private final String sum;
  private int next;

  private BareRead(Parameters with, boolean all) throws IOException {
    this.all = all;
    lengthBytes = with.count("bytes");
    sources = new MemorySegment[with.count("chunks")];
    destinations = new MemorySegment[all ? sources.length : 1];
    boolean local =
        with.is("storage", "local") && !with.is("inline", "yes")
            || with.text("container").startsWith("file:");
    Path directory = local ? Files.createDirectories(with.directory("floor")) : null;
    CRC32 crc = new CRC32();
    for (int i = 0; i < sources.length; i++) {
      sources[i] = arena.allocate(lengthBytes, 4096);
      Content.fill(sources[i], i);
      crc.update(sources[i].asByteBuffer());
      if (local) {
        file(directory.resolve("chunk" + i), i);
      }
    }
    for (int i = 0; i < destinations.length; i++) {
      destinations[i] = arena.allocate(lengthBytes, 4096).fill((byte) 1);
    }
    sum = "%08x".formatted(crc.getValue());
  }

  private void file(Path path, int i) throws IOException {
    Files.write(path, sources[i].toArray(ValueLayout.JAVA_BYTE));
    files.add(FileChannel.open(path));
    if (all) {
      sources[i] = files.getLast().map(MapMode.READ_ONLY, 0, lengthBytes, arena);
      files.removeLast().close();
    }
  }

  static Work one(Parameters with) throws IOException {
    return with.is("how", "lease") ? null : new BareRead(with, false);
  }

  static Work all(Parameters with) throws Exception {
    if (with.is("storage", "s3")) {
      return new BareServed(with);
    }
    boolean foreign = with.is("kept", "http") || with.is("kept", "s3");
    return with.is("how", "lease") || foreign ? null : new BareRead(with, !with.is("at_once", "1"));
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      if (all) {
        everything();
      } else {
        one();
      }
    }
    return Answer.of(all ? repetitions * sources.length : repetitions, System.nanoTime() - start);
  }

  private void one() throws IOException {
    next = next + 1 == sources.length ? 0 : next + 1;
    if (files.isEmpty()) {
      MemorySegment.copy(sources[next], 0, destinations[0], 0, lengthBytes);
    } else {
      files.get(next).read(destinations[0].asByteBuffer(), 0);
    }
    Content.expect(destinations[0], lengthBytes, next, lengthBytes);
  }

  private void everything() throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < processors; p++) {
      int first = p;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = first; i < sources.length; i += processors) {
                  MemorySegment.copy(sources[i], 0, destinations[i], 0, lengthBytes);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) {
      file.close();
    }
    arena.close();
  }
}
