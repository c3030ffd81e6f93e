package dev.floe.io.internal.transfer;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.crt.CrtObstacles;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// Transfers by the manager of the SDK, which starts with the first large object. Where it cannot,
/// that is said once, and it takes nothing. What it has not moved is for the caller to ask for in
/// the usual way, whose failures count; when it fails again and again it is not asked any more.
public final class BulkTransfers implements FileTransfers {
  /// Starts the manager.
  @FunctionalInterface
  interface Starter {
    ManagerEngine start(TransferSetup setup, TransferNames names);
  }

  private static final Logger LOGGER = System.getLogger(BulkTransfers.class.getName());
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /// How many transfers may fail one after the other.
  private static final int MOST_FAILURES = 3;

  private final TransferSetup setup;
  private final TransferNames names;
  private final SegmentPool memory;
  private final Starter starter;
  private final AtomicInteger failures = new AtomicInteger();
  private boolean tried;
  private Optional<ManagerEngine> engine = Optional.empty();
  private Optional<SegmentPool.Reservation> reservation = Optional.empty();

  BulkTransfers(TransferSetup setup, TransferNames names, SegmentPool memory, Starter starter) {
    this.setup = setup;
    this.names = names;
    this.memory = memory;
    this.starter = starter;
  }

  /// Transfers of one bulk copy.
  ///
  /// @param memory what is buffered is reserved there
  public static BulkTransfers of(TransferSetup setup, TransferNames names, SegmentPool memory) {
    return new BulkTransfers(setup, names, memory, ManagerEngine::new);
  }

  /// Says once that the manager is not used, and why.
  public static void sayUnused(String why) {
    if (SAID.add(why)) {
      LOGGER.log(
          Level.WARNING,
          "large copies through S3TransferManager: " + why + "; Netty carries all copies");
    }
  }

  @Override
  public boolean takes(long sizeBytes) {
    return sizeBytes >= setup.fromBytes()
        && failures.get() < MOST_FAILURES
        && setup.signing().isOnTime()
        && running().isPresent();
  }

  private synchronized Optional<ManagerEngine> running() {
    if (!tried) {
      tried = true;
      start();
    }
    return engine;
  }

  private void start() {
    Optional<String> obstacle = CrtObstacles.of(setup.origin(), setup.http());
    if (obstacle.isPresent()) {
      sayUnused(obstacle.get());
      return;
    }
    reservation =
        memory.statistics().limitBytes() / 2 < ManagerEngine.MEMORY_BYTES
            ? Optional.empty()
            : memory.tryReserve(ManagerEngine.MEMORY_BYTES);
    if (reservation.isEmpty()) {
      sayUnused("its buffers have no room in the memory budget");
      return;
    }
    try {
      engine = Optional.of(starter.start(setup, names));
    } catch (RuntimeException | LinkageError e) {
      reservation.ifPresent(SegmentPool.Reservation::close);
      reservation = Optional.empty();
      Throwable cause = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
      sayUnused("it cannot be had here: " + cause.getClass().getName());
    }
  }

  @Override
  public CompletableFuture<Void> upload(
      String key, Path file, long sizeBytes, PutOptions options, LongConsumer moved) {
    return running()
        .map(manager -> named("put", key, manager.upload(key, file, options, moved)))
        .orElseGet(() -> unstarted(key));
  }

  @Override
  public CompletableFuture<Void> download(ObjectInfo object, Path file, LongConsumer moved) {
    return running()
        .map(manager -> named("get", object.key(), manager.download(object, file, moved)))
        .orElseGet(() -> unstarted(object.key()));
  }

  private CompletableFuture<Void> unstarted(String key) {
    return CompletableFuture.failedFuture(failure("move", key, "the manager is not there", true));
  }

  /// Failures without the texts of the SDK, which repeat what servers say.
  private CompletableFuture<Void> named(
      String operation, String key, CompletableFuture<?> transfer) {
    CompletableFuture<Void> end =
        transfer.handle((_, problem) -> {
          Throwable cause = problem instanceof CompletionException e ? e.getCause() : problem;
          if (cause == null) {
            failures.set(0);
            return null;
          }
          if (cause instanceof CancellationException) {
            throw new CancellationException();
          }
          if (ManagerEngine.status(cause) == ManagerEngine.CHANGED) {
            throw failure(operation, key, "the object changed while it was copied", false);
          }
          failures.incrementAndGet();
          throw failure(operation, key, ManagerEngine.words(cause), true);
        });
    return BegunOperation.of(end, () -> transfer.cancel(true));
  }

  private StorageException failure(String operation, String key, String why, boolean retryable) {
    return new StorageException(
        ErrorKind.OBJECT_STORE,
        key,
        operation + " " + names.url(key) + " by S3TransferManager: " + why,
        retryable,
        null);
  }

  @Override
  public synchronized void close() {
    tried = true;
    engine.ifPresent(ManagerEngine::close);
    engine = Optional.empty();
    reservation.ifPresent(SegmentPool.Reservation::close);
    reservation = Optional.empty();
  }
}
