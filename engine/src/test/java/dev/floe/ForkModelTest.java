package dev.floe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random transactions, some of them in forks: what one fork did after a session is what the
/// session would have done itself, and forks beside each other are merged whole or not at all.
class ForkModelTest {
  private static Repository repository(Storage storage) {
    Repository repository = Repository.create(storage);
    repository.transaction("main", "tree", RandomTransaction::tree);
    return repository;
  }

  private static void run(long seed, Session session) {
    RandomTransaction transaction =
        new RandomTransaction("t" + seed, RandomTransaction.Theme.ALL, new Random(seed));
    transaction.begin(session);
    transaction.runAll();
  }

  /// Documents and chunks by key.
  private static TreeMap<String, String> contents(Session session) {
    TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<NodeSnapshot> nodes = session.nodes()) {
      nodes.forEach(node -> {
        contents.put(node.path().text(), utf8(node.userData()));
        if (node.isArray()) {
          chunks(session, node.path(), contents);
        }
      });
    }
    return contents;
  }

  private static void chunks(Session session, NodePath path, TreeMap<String, String> into) {
    try (Stream<ChunkIndices> at = session.chunkCoordinates(path)) {
      at.forEach(chunk -> {
        String key = path.keyPrefix() + "/c/" + chunk.toLongs()[0];
        session
            .store()
            .get(key)
            .ifPresent(lease -> {
              try (SegmentLease found = lease) {
                into.put(key, utf8(found.segment()));
              }
            });
      });
    }
  }

  private static String utf8(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /// Chunks outside a grid that shrank come back in a session where the array grows again; a fork
  /// made meanwhile does not see them, and reads something else than the session would have.
  private static boolean hasShrunk(Session session) {
    try (Stream<NodeSnapshot> nodes = session.nodes()) {
      return nodes.anyMatch(node ->
          node.data() instanceof NodeData.Array array
              && array.shape().getFirst().chunkCount() < RandomTransaction.CHUNKS);
    }
  }

  /// What was done to nodes. Moving chunks asks for those that were deleted in the same session
  /// too, so that more deletions are noted where no fork was in between.
  private static List<Set<NodePath>> nodes(Diff diff) {
    return List.of(
        diff.newGroups(),
        diff.newArrays(),
        diff.deletedGroups(),
        diff.deletedArrays(),
        diff.updatedGroups(),
        diff.updatedArrays());
  }

  @Property(tries = 150)
  void aForkDoesWhatTheSessionWouldHave(@ForAll long seed) {
    try (Storage here = Storage.inMemory();
        Storage there = Storage.inMemory();
        Repository forked = repository(here);
        Repository elsewhere = Repository.open(here);
        Repository plain = repository(there)) {
      Session session = forked.writableSession("main");
      run(seed, session);
      run(seed + 3, session);
      ForkSession fork = elsewhere.openFork(session.fork().toBytes());
      run(seed + 1, fork);
      ForkSession inner = elsewhere.openFork(fork.fork().toBytes());
      run(seed + 4, inner);
      fork.merge(elsewhere.openFork(inner.toBytes()));
      assertArrayEquals(fork.toBytes(), forked.openFork(fork.toBytes()).toBytes());
      session.merge(forked.openFork(fork.toBytes()));
      run(seed + 2, session);

      Session alone = plain.writableSession("main");
      for (long each : new long[] {0, 3, 1, 4, 2}) {
        run(seed + each, alone);
        Assume.that(!hasShrunk(alone));
      }
      assertEquals(nodes(alone.status()), nodes(session.status()));
      assertEquals(contents(alone), contents(session));
      CommitOptions empty = CommitOptions.STANDARD.allowingEmpty();
      session.commit("forked", empty);
      alone.commit("alone", empty);
      assertEquals(
          contents(plain.readonlySession(Version.MAIN)),
          contents(forked.readonlySession(Version.MAIN)));
    }
  }

  @Property(tries = 150)
  void forksAreMergedWholeOrNotAtAll(@ForAll long seed) {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      Session session = repository.writableSession("main");
      run(seed, session);
      ForkSession first = session.fork();
      run(seed + 1, first);
      run(seed + 2, session);
      ForkSession second = session.fork();
      run(seed + 3, second);
      Diff status = session.status();
      TreeMap<String, String> contents = contents(session);
      try {
        session.merge(first, second);
      } catch (SessionStateException e) {
        assertEquals(ErrorKind.MERGE_FAILED, e.kind());
        assertEquals(status, session.status());
        assertEquals(contents, contents(session));
      }
      TreeMap<String, String> merged = contents(session);
      session.commit("merged", CommitOptions.STANDARD.allowingEmpty());
      assertEquals(merged, contents(repository.readonlySession(Version.MAIN)));
    }
  }
}
