package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Objects that are written to a file while they come.
class LargeCopiesTest {
  private static final int LARGE = (int) (5 * StreamedCopy.PIECE_BYTES + 17);
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,
       "codecs":[{"name":"bytes"}],"attributes":{}}\
      """;

  @TempDir Path directory;
  private final Engine engine = Engine.create(64 << 20);
  private final Storage here = Storage.inMemory();
  private Storage there;
  private String key;

  @BeforeEach
  void create() {
    there = Storage.localFilesystem(directory.resolve("clone"));
    try (Repository source = Repository.create(here, RepositoryOptions.STANDARD)) {
      source.transaction(
          "main",
          "array",
          store -> {
            String group = "{\"zarr_format\":3,\"node_type\":\"group\"}";
            store.set("zarr.json", MemorySegment.ofArray(group.getBytes()));
            String document = ARRAY.formatted(10L * LARGE, LARGE);
            store.set("a/zarr.json", MemorySegment.ofArray(document.getBytes()));
            byte[] chunk = new byte[LARGE];
            new SplittableRandom(1).nextBytes(chunk);
            store.set("a/c/0", MemorySegment.ofArray(chunk));
          });
    }
    try (Stream<ObjectInfo> chunks = here.list("chunks")) {
      key = chunks.findAny().orElseThrow().key();
    }
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    engine.close();
  }

  /// The source, of which every read goes through a function first.
  private Storage source(Function<GetOptions, CompletableFuture<?>> before) {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              try {
                if (method.getName().equals("under")) {
                  return proxy;
                }
                if (method.getName().equals("directReads")) {
                  return Optional.empty();
                }
                if (method.getName().equals("get") && arguments[0].equals(key)) {
                  return before
                      .apply((GetOptions) arguments[1])
                      .thenCompose(_ -> {
                        try {
                          return (CompletableFuture<?>) method.invoke(here, arguments);
                        } catch (ReflectiveOperationException e) {
                          throw new IllegalStateException(e);
                        }
                      });
                }
                return method.invoke(here, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static long start(GetOptions options) {
    return options.range() instanceof ByteRange.Bounded(long start, long _) ? start : -1;
  }

  private CloneReport copy(Storage from, CloneProgress progress) {
    try (Repository repository =
        Repository.open(from, RepositoryOptions.STANDARD.withEngine(engine))) {
      return repository.cloneTo(there, progress);
    }
  }

  private record Told(AtomicLong objects, List<Long> bytes, CompletableFuture<Void> first)
      implements CloneProgress {
    Told() {
      this(new AtomicLong(), new ArrayList<>(), new CompletableFuture<>());
    }

    @Override
    public void objects(long more) {
      objects.addAndGet(more);
    }

    @Override
    public void bytes(long more) {
      bytes.add(more);
      first.complete(null);
    }
  }

  private List<String> files() {
    try (Stream<Path> files = Files.walk(directory.resolve("clone"))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLargeObjectIsWrittenPieceByPieceWithinTheBudget() {
    AtomicInteger reads = new AtomicInteger();
    Told told = new Told();
    told.first.orTimeout(1, TimeUnit.MINUTES); // it waits to be told
    Storage from =
        source(options -> {
          reads.incrementAndGet();
          return start(options) == 4 * StreamedCopy.PIECE_BYTES
              ? told.first
              : CompletableFuture.completedFuture(null);
        });
    CloneReport report = copy(from, told);
    assertEquals(List.of(), report.problems());
    assertEquals(6, reads.get());
    assertEquals(report.objects() - 1, told.objects.get(), "all but the repository's file");
    long moved = told.bytes.stream().mapToLong(Long::longValue).sum();
    long repo = Futures.await(there.head("repo")).orElseThrow().sizeBytes();
    assertEquals(report.bytes() - repo, moved);
    assertTrue(told.bytes.size() >= 2, "told while it moves: " + told.bytes);
    long peak = engine.memory().peakBytes();
    assertTrue(peak < LARGE, "pieces of it at most: " + peak);
    MemorySegment[] copied = new MemorySegment[2];
    for (Storage each : List.of(here, there)) {
      Futures.await(
          each.get(
              key,
              GetOptions.WHOLE,
              length -> copied[each == here ? 0 : 1] = MemorySegment.ofArray(new byte[LARGE])));
    }
    assertEquals(-1, copied[0].mismatch(copied[1]));
  }

  private void assertNothingButWholeFiles() {
    assertFalse(Repository.exists(there));
    assertTrue(Futures.await(there.head(key)).isEmpty());
    assertEquals(List.of(), files().stream().filter(name -> name.contains("#")).toList());
  }

  private StorageException failed(Consumer<Long> atPiece) {
    Storage from =
        source(options -> {
          atPiece.accept(start(options));
          return CompletableFuture.completedFuture(null);
        });
    StorageException e = assertThrows(StorageException.class, () -> copy(from, new Told()));
    assertTrue(e.getMessage().contains(key), e.getMessage());
    assertNothingButWholeFiles();
    return e;
  }

  private void replace(int length) {
    Futures.await(here.put(key, MemorySegment.ofArray(new byte[length]), PutOptions.chunk()));
  }

  @Test
  void anObjectThatChangesMeanwhileIsAnError() {
    AtomicInteger once = new AtomicInteger();
    StorageException e =
        failed(start -> {
          if (start == 4 * StreamedCopy.PIECE_BYTES && once.getAndIncrement() == 0) {
            replace(LARGE);
          }
        });
    assertTrue(e.getMessage().contains("changed while it was copied"), e.getMessage());
    assertTrue(copy(here, new Told()).copied() > 0, "and it goes on");
  }

  @Test
  void anObjectOfAnotherLengthIsAnError() {
    AtomicInteger once = new AtomicInteger();
    StorageException e =
        failed(start -> {
          if (start == 0 && once.getAndIncrement() == 0) {
            replace(LARGE + 1);
          }
        });
    assertEquals(ErrorKind.INVALID_OBJECT_SIZE, e.kind());
    assertTrue(e.getMessage().contains("found " + (LARGE + 1)), e.getMessage());
  }

  @Test
  void whoIsInterruptedLeavesNothingHalfAndNobodyAtWork() throws InterruptedException {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Storage from =
        source(options -> {
          if (start(options) == 2 * StreamedCopy.PIECE_BYTES) {
            asked.complete(null);
            return gate;
          }
          return CompletableFuture.completedFuture(null);
        });
    Thread copier =
        Thread.ofPlatform()
            .start(() -> {
              try {
                copy(from, new Told());
                failure.complete(null);
              } catch (IcechunkException e) {
                failure.complete(e);
              }
            });
    asked.join();
    copier.interrupt();
    gate.complete(null);
    copier.join();
    Throwable e = failure.join();
    assertInstanceOf(IcechunkException.class, e);
    assertTrue(e.getMessage().contains("interrupted"), e.getMessage());
    assertEquals(List.of(), files().stream().filter(name -> name.contains("#")).toList());
    assertFalse(Repository.exists(there));
    engine.close();
  }
}
