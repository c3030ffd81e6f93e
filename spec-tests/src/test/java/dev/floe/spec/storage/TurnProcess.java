package dev.floe.spec.storage;

import dev.floe.storage.Storage;
import dev.floe.storage.WriteTurns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Adds one to the number in a file, in turns and without any other care; or takes one turn and
/// keeps it for ever.
final class TurnProcess {
  private TurnProcess() {}

  /// @param arguments directory, file, how often
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    int times = Integer.parseInt(arguments[2]);
    try (Storage storage = Storage.of(arguments[0])) {
      WriteTurns turns = storage.writeTurns().orElseThrow();
      for (int i = 0; i < times; i++) {
        try (WriteTurns.Turn turn = turns.begin("repo").join()) {
          add(file);
          say("" + turn.isHeld());
        }
      }
      if (times == 0) {
        say("" + turns.begin("repo").join().isHeld());
        System.in.read();
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  static void add(Path file) throws IOException {
    long before = number(file);
    Thread.yield();
    Files.write(file, ByteBuffer.allocate(Long.BYTES).putLong(0, before + 1).array());
  }

  static long number(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).getLong(0);
  }
}
