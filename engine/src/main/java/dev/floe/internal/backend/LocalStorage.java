package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import dev.floe.internal.backend.LocalOptions.Access;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Objects as the files below a directory, `<root>/<key>`, as the reference lays them out.
///
/// Conditional creates and updates are atomic between threads and processes, and hold when a
/// process is killed at any instruction; see [LocalWriter] and [ObjectLock]. Writers of the
/// reference take no lock: updates of theirs and ours at the same time are not safe.
///
/// User metadata and content types are not kept.
public final class LocalStorage implements Storage, DirectReads {
  /// Up to this length a write that waits for no disk is done by the caller: waking a thread for
  /// it, whose processor has none of the bytes at hand, costs up to as much as the write.
  private static final int AT_ONCE_BYTES = 1 << 22;

  private final Path root;
  private final LocalOptions options;
  private final LocalLayout layout;
  private final LocalReader reader;
  private final Directories directories;
  private final LocalWriter writer;
  private final LocalRemoval removal;
  private final FileSystemCheck check;
  private final LocalTurns turns;
  private final Executor executor;
  private final Runnable onClose;
  private volatile boolean closed;

  private LocalStorage(
      Path root,
      LocalOptions options,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator random,
      FileSystemCheck.Calls calls,
      Executor executor,
      Runnable onClose) {
    this.root = root;
    this.options = options;
    this.layout = new LocalLayout(root, options.access() != Access.FOREIGN);
    this.reader = new LocalReader(layout, options.access());
    this.directories = new Directories(root, options.synced());
    ObjectLock lock = new ObjectLock(options.lockPatience(), nanoClock);
    this.writer = new LocalWriter(layout, reader, directories, lock, options.synced(), random);
    this.removal = new LocalRemoval(layout, directories, lock, clock);
    this.check = new FileSystemCheck(calls, options.synced(), random);
    this.turns =
        new LocalTurns(layout, nanoClock, executor, new LocalRequests(layout, directories, random));
    this.executor = executor;
    this.onClose = onClose;
  }

  /// Files below a directory, with threads of their own for the work.
  static LocalStorage open(
      Path root,
      LocalOptions options,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    LocalThreads threads = new LocalThreads();
    LocalStorage storage =
        new LocalStorage(
            root,
            options,
            clock,
            nanoClock,
            random,
            FileSystemCheck.Calls.SYSTEM,
            threads,
            threads::close);
    return storage.checked();
  }

  /// Files below a directory, with somebody else's threads.
  static LocalStorage open(
      Path root,
      LocalOptions options,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator random,
      FileSystemCheck.Calls calls,
      Executor executor) {
    LocalStorage storage =
        new LocalStorage(root, options, clock, nanoClock, random, calls, executor, () -> {});
    return storage.checked();
  }

  /// Refuses a file system that cannot be written to safely. Where there is no directory yet, that
  /// is done when it is made.
  private LocalStorage checked() {
    if (options.access() == Access.READ_WRITE && Files.isDirectory(root)) {
      try {
        check.check(root);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
    return this;
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public StorageCapabilities capabilities() {
    boolean write = options.access() == Access.READ_WRITE && isWritable();
    return new StorageCapabilities(write, true, write, write, false);
  }

  /// Where there is no root yet, the nearest directory above it decides.
  private boolean isWritable() {
    Path at = root;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at != null && Files.isWritable(at);
  }

  @Override
  public void createLocation() {
    checkWritable("");
    LocalFailures.named(
        "made",
        "",
        root,
        () -> {
          directories.createRoot();
          return null;
        });
    check.check(root);
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    LocalFailures.Work<GetResult> read = () -> reader.read(key, options, target);
    return !isChunk(key) && !isInterrupted() ? atOnce("read", key, read) : start("read", key, read);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    LocalFailures.Work<PutResult> write =
        () -> {
          checkWritable(key);
          return writer.put(key, SharedSegments.checked(key, body), options);
        };
    if (this.options.synced() || body.byteSize() > AT_ONCE_BYTES) {
      return start("written", key, write);
    }
    return atOnce("written", key, write);
  }

  /// All else is metadata, which nobody goes on without: another thread would only be waited for.
  private static boolean isChunk(String key) {
    return key.startsWith("chunks/");
  }

  /// What may change is small, and nobody goes on without it.
  private static boolean mayChange(String key) {
    return !LocalLayout.isImmutable(key);
  }

  /// An interrupt would close the file of who works at once.
  private static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  /// Whether a copy waits for no disk: it is another name, for bytes that take no time to compare.
  private boolean isQuick(String from) {
    if (options.synced() || isInterrupted()) {
      return false;
    }
    try {
      return layout.file(ObjectKeys.checked(from)).toFile().length() <= AT_ONCE_BYTES;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private <T> CompletableFuture<T> atOnce(String verb, String key, LocalFailures.Work<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      done.complete(named(verb, key, work));
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    LocalFailures.Work<PutResult> copy =
        () -> {
          ObjectKeys.checked(to);
          checkWritable(to);
          return writer.copy(from, to, precondition);
        };
    return isQuick(from) ? atOnce("copied", from, copy) : start("copied", from, copy);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    LocalFailures.Work<Optional<ObjectInfo>> look = () -> reader.info(key);
    // Nobody goes on without a look at the snapshot that was just written either.
    boolean waitedFor = mayChange(key) || key.startsWith("snapshots/");
    return waitedFor && !isInterrupted()
        ? atOnce("looked up", key, look)
        : start("looked up", key, look);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    checkOpen(prefix);
    String bare = ObjectKeys.checkedPrefix(prefix);
    Path directory = bare.isEmpty() ? root : layout.file(bare);
    return LocalWalk.stream(layout, directory, removal::notice);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    List<String> wanted = List.copyOf(keys);
    return start(() -> {
      wanted.forEach(ObjectKeys::checked);
      checkWritable(wanted.isEmpty() ? "" : wanted.getFirst());
      return removal.delete(wanted);
    });
  }

  @Override
  public Optional<DirectReads> directReads() {
    return Optional.of(this);
  }

  /// Where nothing may be written there are none.
  @Override
  public Optional<WriteTurns> writeTurns() {
    return options.access() == Access.READ_WRITE ? Optional.of(turns) : Optional.empty();
  }

  /// Files of somebody else's are not this storage's to hand out.
  @Override
  public Optional<ObjectFiles> objectFiles() {
    return options.access() == Access.FOREIGN ? Optional.empty() : Optional.of(new Objects());
  }

  /// The files of objects that do not change.
  private final class Objects implements ObjectFiles {
    @Override
    public Path file(String key) {
      return layout.file(immutable(key));
    }

    @Override
    public StagedObject stage(String key) {
      return named(
          "written",
          key,
          () -> {
            checkWritable(key);
            return writer.stage(immutable(key));
          });
    }

    private static String immutable(String key) {
      if (LocalLayout.isImmutable(ObjectKeys.checked(key))) {
        return key;
      }
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED, "object " + key + ": its file may change, and is nobody's to use");
    }
  }

  @Override
  public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
    checkOpen(key);
    ObjectKeys.checked(key);
    return Optional.ofNullable(
        LocalFailures.named("opened", key, layout.file(key), () -> reader.openObject(key, guard)));
  }

  @Override
  public boolean readOnce(String key, long offset, MemorySegment destination) {
    checkOpen(key);
    ObjectKeys.checked(key);
    return reader.readOnce(key, offset, destination)
        || DirectReads.super.readOnce(key, offset, destination);
  }

  /// Work that has begun is finished; later work is refused.
  @Override
  public void close() {
    closed = true;
    onClose.run();
  }

  private <T> CompletableFuture<T> start(String verb, String key, LocalFailures.Work<T> work) {
    return start(() -> named(verb, key, work));
  }

  private <T> CompletableFuture<T> start(Supplier<T> work) {
    return LocalOperation.start(
        executor,
        () -> {
          checkOpen("");
          return work.get();
        });
  }

  private <T> T named(String verb, String key, LocalFailures.Work<T> work) {
    checkOpen(key);
    ObjectKeys.checked(key);
    return LocalFailures.named(verb, key, layout.file(key), work);
  }

  private void checkOpen(String key) {
    if (closed) {
      throw new StorageException(
          ErrorKind.STORAGE_OTHER, key, "storage " + root + ": used after it was closed");
    }
  }

  private void checkWritable(String key) {
    if (options.access() != Access.READ_WRITE) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE,
          "object " + key + " in " + root + ": the storage was opened to read only");
    }
  }
}
