package dev.floe.internal.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The open file of turns at an object: whose lock is held has the turn, and its eight bytes count
/// the turns that have begun, so that others see whether there is any progress. Whoever opens it
/// closes it; one channel at a time in a virtual machine.
final class TurnFile implements AutoCloseable {
  /// What no file counts.
  static final long NO_TURN = -1;

  /// So long after the last turn began it is taken for one that does not end.
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_NANOS = 100_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private final FileChannel channel;

  private TurnFile(FileChannel channel) {
    this.channel = channel;
  }

  static TurnFile open(Path file) throws IOException {
    return new TurnFile(
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /// Takes the turn if nobody has it.
  boolean tryBegin() {
    try {
      if (channel.tryLock() == null) {
        return false;
      }
    } catch (OverlappingFileLockException | IOException | UnsupportedOperationException e) {
      return false;
    }
    try {
      channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, turn() + 1), 0);
    } catch (IOException e) {
      // Others will wait less long for the end of it.
    }
    return true;
  }

  /// How many turns have begun.
  long turn() {
    try {
      ByteBuffer count = ByteBuffer.allocate(Long.BYTES);
      return channel.read(count, 0) == Long.BYTES ? count.getLong(0) : 0;
    } catch (IOException e) {
      return NO_TURN;
    }
  }

  /// Waits for the turn.
  ///
  /// @return false if it was given up, or no turn has begun for long
  boolean await(LongSupplier nanoClock, BooleanSupplier isGivenUp) {
    long turn = turn();
    long since = nanoClock.getAsLong();
    long pause = FIRST_PAUSE_NANOS;
    while (!isGivenUp.getAsBoolean() && channel.isOpen()) {
      if (tryBegin()) {
        return true;
      }
      long now = nanoClock.getAsLong();
      if (now - since > PATIENCE.toNanos()) {
        long newest = turn();
        if (newest == turn) {
          return false;
        }
        turn = newest;
        since = now;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
    }
    return false;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    }
  }
}
