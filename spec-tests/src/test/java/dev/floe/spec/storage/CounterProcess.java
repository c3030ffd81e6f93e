package dev.floe.spec.storage;

import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/// Increments its own cell of a shared object, again and again, and prints a line for each time
/// that was acknowledged.
final class CounterProcess {
  static final int CELLS = 8;

  private CounterProcess() {}

  /// @param arguments directory, durability, cell, how often
  public static void main(String[] arguments) {
    StorageOptions options =
        StorageOptions.STANDARD.withDurability(Durability.valueOf(arguments[1]));
    int cell = Integer.parseInt(arguments[2]);
    try (Storage storage = Storage.of(arguments[0], options)) {
      for (int done = 0; done < Integer.parseInt(arguments[3]); ) {
        if (increment(storage, cell)) {
          System.out.println(++done);
          System.out.flush();
        }
      }
    }
  }

  private static boolean increment(Storage storage, int cell) {
    MemorySegment cells = MemorySegment.ofArray(new long[CELLS]);
    GetResult.Modified read =
        (GetResult.Modified) storage.get("repo", GetOptions.WHOLE, _ -> cells).join();
    long count = cells.getAtIndex(ValueLayout.JAVA_LONG, cell);
    cells.setAtIndex(ValueLayout.JAVA_LONG, cell, count + 1);
    PutOptions update = PutOptions.root(new Precondition.At(read.version()), Map.of());
    return storage.put("repo", cells, update).join() instanceof PutResult.Updated;
  }
}
