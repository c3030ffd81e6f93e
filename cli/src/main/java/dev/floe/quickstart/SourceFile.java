package dev.floe.quickstart;

import dev.floe.virtualize.VirtualArray;
import dev.floe.virtualize.VirtualDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The file that was virtualized, mapped, to compare with what is read through the repository.
/// Lives as long as the arena.
final class SourceFile {
  private final MemorySegment bytes;
  private final VirtualDataset dataset;

  SourceFile(Path file, VirtualDataset dataset, Arena arena) {
    this.dataset = dataset;
    try (FileChannel channel = FileChannel.open(file)) {
      this.bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  VirtualArray array(String name) {
    return dataset.arrays().stream()
        .filter(array -> array.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no variable " + name));
  }

  /// The file's bytes of a chunk, counted in C order.
  MemorySegment chunk(VirtualArray array, int index) {
    MemorySegment offset = MemorySegment.ofArray(new long[1]);
    MemorySegment length = MemorySegment.ofArray(new long[1]);
    array.references().columns(index, 1, offset, length);
    return bytes.asSlice(
        offset.get(ValueLayout.JAVA_LONG, 0), length.get(ValueLayout.JAVA_LONG, 0));
  }

  /// Where in the file the chunk begins.
  long offset(VirtualArray array, int index) {
    return chunk(array, index).address() - bytes.address();
  }
}
