package dev.floe.bench.soak;

import dev.floe.CommitOptions;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A repository, what is known of it, and where those who work on it tell what they found. Closes
/// repository and storage.
///
/// @param name `local` or `bucket`
record Site(
    String name,
    Storage storage,
    Repository repository,
    Cells cells,
    Ledger ledger,
    Latencies latencies,
    Findings findings)
    implements AutoCloseable {
  static final String BRANCH = "main";

  /// Commits go on over what others committed, and never touch the same.
  static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());

  /// Creates the repository, with version 0 of everything.
  static Site create(
      String name,
      Storage storage,
      Engine engine,
      Cells cells,
      Latencies latencies,
      Findings findings) {
    Repository repository =
        Repository.create(storage, RepositoryOptions.STANDARD.withEngine(engine));
    Ledger ledger = new Ledger(cells.groups());
    Site site = new Site(name, storage, repository, cells, ledger, latencies, findings);
    site.begin();
    return site;
  }

  private void begin() {
    Session session = repository.writableSession(BRANCH);
    session.store().set("zarr.json", group());
    session.store().set("cells/zarr.json", cells.chunkDocument());
    session.store().set("small/zarr.json", cells.smallDocument());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(Cells.CHUNK_BYTES);
      for (int i = 0; i < cells.chunks(); i++) {
        cells.fill(chunk, i, 0);
        session.store().set(cells.chunkKey(i), chunk);
      }
      MemorySegment small = arena.allocate(Cells.SMALL_BYTES);
      for (int i = 0; i < cells.groups(); i++) {
        cells.fill(small, i, 0);
        session.store().set(cells.smallKey(i), small);
      }
    }
    session.commit("version 0");
  }

  static MemorySegment group() {
    String text = "{\"zarr_format\":3,\"node_type\":\"group\"}";
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Takes down how long something took.
  void took(String what, long sinceNanos) {
    latencies.record(name + " " + what, System.nanoTime() - sinceNanos);
  }

  /// Something is wrong.
  void found(String text) {
    findings.add(name + ": " + text);
  }

  @Override
  public void close() {
    repository.close();
    storage.close();
  }
}
