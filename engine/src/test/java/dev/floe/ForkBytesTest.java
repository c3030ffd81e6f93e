package dev.floe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.config.Splits;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkType;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.inspect.Inspector;
import dev.floe.inspect.TransactionLogInspection;
import dev.floe.maintenance.GcOptions;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Forks as bytes: what is in them, who opens them, and that nobody can do harm with them.
class ForkBytesTest {
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";
  private static final NodePath A = NodePath.of("/a");

  private static String array(String shape) {
    return """
    {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8",
     "chunk_grid":{"name":"regular","configuration":{"chunk_shape":%s}},
     "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
     "dimension_names":["x"]}\
    """
        .formatted(shape, shape.replaceAll("\\d+", "1"));
  }

  private static void set(Session session, String key, String text) {
    session.store().set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ErrorKind kindOf(Runnable action) {
    return assertThrows(IcechunkException.class, action::run).kind();
  }

  private static Repository repository(Storage storage) {
    Repository repository = Repository.create(storage);
    Session session = repository.writableSession("main");
    set(session, "g/zarr.json", GROUP);
    set(session, "g/inner/zarr.json", GROUP);
    set(session, "a/zarr.json", array("[8]"));
    set(session, "b/zarr.json", array("[8]"));
    set(session, "old/zarr.json", array("[8]"));
    session.commit("tree");
    return repository;
  }

  /// A fork that has done one of everything.
  private static ForkSession busy(Session session) {
    ForkSession fork = session.fork();
    set(fork, "new/zarr.json", array("[2]"));
    set(fork, "new/c/0", "inline");
    set(fork, "h/zarr.json", GROUP);
    set(fork, "gone/zarr.json", GROUP);
    fork.store().delete("gone/zarr.json");
    set(fork, "a/zarr.json", array("[9]"));
    set(fork, "a/c/0", "inline");
    set(fork, "a/c/1", "n".repeat(600));
    VirtualChunk part = VirtualChunk.at("s3://somewhere/file", 3, 5);
    fork.store().setVirtualRef("a/c/2", part, false);
    fork.store().setVirtualRef("a/c/3", part.guardedBy(new Checksum.ETag("\"tag\"")), false);
    fork.store().setVirtualRef("a/c/4", part.guardedBy(new Checksum.LastModified(77)), false);
    fork.store().setVirtualRef("a/c/8", VirtualChunk.at("s3://somewhere/else", 0, 9), false);
    set(fork, "g/zarr.json", GROUP + " ");
    fork.store().delete("g/inner/zarr.json");
    fork.store().delete("old/zarr.json");
    return fork;
  }

  private static List<NodeSnapshot> nodes(Session session) {
    try (Stream<NodeSnapshot> nodes = session.nodes()) {
      return nodes.toList();
    }
  }

  @Test
  void everythingTravels() {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage);
        Repository elsewhere = Repository.open(storage)) {
      Session session = repository.writableSession("main");
      ForkSession fork = busy(session);
      byte[] bytes = fork.toBytes();
      ForkSession opened = elsewhere.openFork(bytes);
      assertArrayEquals(bytes, opened.toBytes());
      assertEquals(fork.status(), opened.status());
      assertEquals(nodes(fork), nodes(opened));
      for (long chunk = 0; chunk < 9; chunk++) {
        ChunkIndices at = ChunkIndices.of(chunk);
        assertEquals(fork.chunkType(A, at), opened.chunkType(A, at));
      }
      assertEquals(ChunkType.VIRTUAL, opened.chunkType(A, ChunkIndices.of(3)));
      set(opened, "b/c/0", "from elsewhere");
      assertFalse(fork.store().exists("b/c/0"), "the two go on apart");
      session.merge(repository.openFork(opened.toBytes()));
      session.commit("merged");
      assertTrue(repository.readonlySession(Version.MAIN).store().exists("b/c/0"));
    }
  }

  @Test
  void aForkThatComesBackTwiceIsMergedOnce() {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      Session session = repository.writableSession("main");
      byte[] bytes = busy(session).toBytes();
      session.merge(repository.openFork(bytes));
      var status = session.status();
      session.merge(repository.openFork(bytes));
      assertEquals(status, session.status());
      Session another = repository.writableSession("main");
      assertEquals(
          ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> another.merge(repository.openFork(bytes))));
    }
  }

  @Test
  void settingsOfTheForkedSessionHold() {
    RepositoryConfig config = Splits.by(2).toBuilder().inlineChunkThresholdBytes(10).build();
    try (Storage storage = Storage.inMemory();
        Repository plain = repository(storage);
        Repository own = Repository.open(storage, RepositoryOptions.STANDARD.withConfig(config))) {
      ForkSession fork = plain.openFork(own.writableSession("main").fork().toBytes());
      set(fork, "a/c/0", "longer than ten");
      set(fork, "a/c/1", "short");
      set(fork, "a/c/7", "short");
      assertEquals(ChunkType.NATIVE, fork.chunkType(A, ChunkIndices.of(0)));
      assertEquals(ChunkType.INLINE, fork.chunkType(A, ChunkIndices.of(1)));
      var id = fork.flush("two manifests", CommitOptions.STANDARD);
      assertEquals(2, plain.manifestFiles(id).size());
    }
  }

  @Test
  void keysSeal() {
    SecretKeySpec key = new SecretKeySpec(new byte[] {1, 2, 3, 4}, "HmacSHA256");
    SecretKeySpec other = new SecretKeySpec(new byte[] {1, 2, 3, 5}, "HmacSHA256");
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      ForkSession fork = busy(repository.writableSession("main"));
      byte[] sealed = fork.toBytes(key);
      assertEquals(fork.status(), repository.openFork(sealed, key).status());
      refused("a seal made with a key", () -> repository.openFork(fork.toBytes(), key));
      refused("no key to be needed", () -> repository.openFork(sealed));
      refused("the code that this key makes", () -> repository.openFork(sealed, other));
      for (int at = 20; at < sealed.length; at += 7) {
        byte[] changed = sealed.clone();
        changed[at] ^= 0x10;
        refused("the code that this key makes", () -> repository.openFork(changed, key));
      }
    }
  }

  private static void refused(String expected, Runnable action) {
    FormatException e = assertThrows(FormatException.class, action::run);
    assertEquals(ErrorKind.DESERIALIZATION, e.kind());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void aForkOfAnotherRepositoryOrACollectedOneIsRefused() {
    try (Storage storage = Storage.inMemory();
        Storage another = Storage.inMemory();
        Storage first = Storage.inMemory();
        Repository repository = repository(storage);
        Repository elsewhere = repository(another);
        Repository old =
            Repository.create(first, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1))) {
      byte[] bytes = busy(repository.writableSession("main")).toBytes();
      assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> elsewhere.openFork(bytes)));
      assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> old.openFork(bytes)));
      Session session = old.writableSession("main");
      ForkSession fork = old.openFork(session.fork().toBytes());
      set(fork, "x/zarr.json", GROUP);
      session.merge(old.openFork(fork.toBytes()));
      session.commit("format 1");

      Instant all = Instant.now().plusSeconds(60);
      GcOptions gc = GcOptions.olderThan(all).withAcceptOpenSessions(true);
      repository.collectGarbage(gc);
      assertEquals(ErrorKind.SNAPSHOT_NOT_FOUND, kindOf(() -> repository.openFork(bytes)));
      byte[] lost = old.writableSession("main").fork().toBytes();
      try (Repository fresh = Repository.open(first)) {
        old.collectGarbage(gc);
        assertEquals(ErrorKind.SNAPSHOT_NOT_FOUND, kindOf(() -> fresh.openFork(lost)));
      }
    }
  }

  @Test
  void forksThatAreNoMoreHaveNoBytes() {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      Session session = repository.writableSession("main");
      ForkSession fork = session.fork();
      session.merge(fork);
      assertEquals(ErrorKind.READ_ONLY_SESSION, kindOf(fork::toBytes));
    }
  }

  /// Bytes whose sum is right again after something was done to them.
  private static byte[] resealed(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) sum.getValue());
    return bytes;
  }

  @Property(tries = 20)
  void damageIsFound(@ForAll long seed) {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      byte[] bytes = busy(repository.writableSession("main")).toBytes();
      Random random = new Random(seed);
      for (int i = 0; i < 50; i++) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThrows(FormatException.class, () -> repository.openFork(changed));
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThrows(FormatException.class, () -> repository.openFork(cut));
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        assertThrows(FormatException.class, () -> repository.openFork(noise));
      }
    }
  }

  @Property(tries = 40)
  void whateverIsOpenedCanBeCommitted(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int changes) {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      Session session = repository.writableSession("main");
      byte[] bytes = busy(session).toBytes();
      Random random = new Random(seed);
      for (int i = 0; i < 60; i++) {
        byte[] changed =
            random.nextInt(8) == 0
                ? Arrays.copyOf(bytes, 40 + random.nextInt(bytes.length))
                : bytes.clone();
        for (int j = 0; j < changes; j++) {
          int at = 11 + random.nextInt(changed.length - 11);
          changed[at] =
              switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> -1;
                case 2 -> (byte) random.nextInt();
                default -> (byte) (changed[at] + 1);
              };
        }
        commit(repository, storage, resealed(changed));
      }
    }
  }

  private static void commit(Repository repository, Storage storage, byte[] bytes) {
    ForkSession fork;
    try {
      fork = repository.openFork(bytes);
    } catch (IcechunkException e) {
      assertTrue(
          Map.of(
                  ErrorKind.DESERIALIZATION, 1,
                  ErrorKind.CONFIG_DESERIALIZATION, 1,
                  ErrorKind.SNAPSHOT_NOT_FOUND, 1,
                  ErrorKind.MERGE_NOT_ALLOWED, 1)
              .containsKey(e.kind()),
          e.toString());
      return;
    }
    fork.status();
    nodes(fork);
    SnapshotId point = fork.snapshotId();
    SnapshotId id = fork.flush("hostile", CommitOptions.STANDARD);
    try (Inspector inspector = new Inspector(storage)) {
      assertSound(
          byId(nodes(repository.readonlySession(Version.snapshot(point)))),
          byId(nodes(repository.readonlySession(Version.snapshot(id)))),
          inspector.transactionLog(id));
    }
  }

  private static Map<NodeId, NodeSnapshot> byId(List<NodeSnapshot> nodes) {
    assertEquals(
        nodes.size(), nodes.stream().map(NodeSnapshot::path).distinct().count(), "one a path");
    return nodes.stream().collect(Collectors.toMap(NodeSnapshot::id, node -> node));
  }

  /// What a log says happened is what happened between two snapshots.
  private static void assertSound(
      Map<NodeId, NodeSnapshot> before,
      Map<NodeId, NodeSnapshot> after,
      TransactionLogInspection log) {
    log.updatedGroups().forEach(id -> assertFalse(before.get(id).isArray()));
    log.updatedArrays().forEach(id -> assertTrue(before.get(id).isArray()));
    log.newGroups().forEach(id -> assertFalse(after.get(id).isArray()));
    log.newArrays().forEach(id -> assertTrue(after.get(id).isArray()));
    Set<NodeId> gone = new HashSet<>(before.keySet());
    gone.removeAll(after.keySet());
    Set<NodeId> deleted = new HashSet<>(log.deletedGroups());
    deleted.addAll(log.deletedArrays());
    assertEquals(gone, deleted);
    log.deletedArrays().forEach(id -> assertTrue(before.get(id).isArray()));
    log.updatedChunks()
        .forEach((id, chunks) -> {
          NodeData.Array array = (NodeData.Array) after.get(id).data();
          chunks.forEach(chunk -> assertEquals(array.shape().size(), chunk.rank()));
        });
  }
}
