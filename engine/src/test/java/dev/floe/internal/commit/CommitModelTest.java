package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.config.Splits;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.binary.ManifestView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random sessions, one after the other, against a map from arrays to chunks: writes, deletions,
/// resizes, arrays that come and go, splits that change. After every step of a session and after
/// every commit each chunk of every array is read and compared; after every commit the manifests
/// are checked for what the format promises of them.
class CommitModelTest {
  private static final List<String> PATHS = List.of("/a", "/a-b", "/a/b", "/c");

  /// An array as the model sees it: entries outside the shape stay until the session commits.
  private static final class Model {
    int[] counts;
    final TreeMap<ChunkIndices, String> chunks = new TreeMap<>();

    Model copy() {
      Model copy = new Model();
      copy.counts = counts.clone();
      copy.chunks.putAll(chunks);
      return copy;
    }

    boolean isInside(ChunkIndices at) {
      for (int d = 0; d < counts.length; d++) {
        if (at.at(d) >= counts[d]) {
          return false;
        }
      }
      return at.rank() == counts.length;
    }
  }

  private final TreeMap<String, Model> committed = new TreeMap<>();

  @Property(tries = 40)
  void everySessionReadsWhatTheModelHolds(@ForAll long seed) {
    committed.clear();
    Random random = new Random(seed);
    try (TestRepository repository = new TestRepository(seed).create()) {
      int commits = 1 + random.nextInt(8);
      for (int i = 0; i < commits; i++) {
        repository.pass(Duration.ofMillis(1));
        oneSession(repository, random);
      }
    }
  }

  private void oneSession(TestRepository repository, Random random) {
    RepositoryConfig config =
        random.nextInt(3) == 0 ? RepositoryConfig.empty() : Splits.by(1 + random.nextInt(4));
    TestSession session = new TestSession(repository).with(config);
    TreeMap<String, Model> model = new TreeMap<>();
    committed.forEach((path, array) -> model.put(path, array.copy()));
    int steps = random.nextInt(12);
    for (int i = 0; i < steps; i++) {
      step(session, model, random);
      if (random.nextInt(4) == 0) {
        assertReads(session, model);
      }
    }
    assertReads(session, model);
    boolean abandoned = random.nextInt(6) == 0;
    if (abandoned) {
      return;
    }
    session.commit("m", true);
    committed.clear();
    model.forEach((path, array) -> committed.put(path, array.copy()));
    committed.values().forEach(array -> array.chunks.keySet().removeIf(at -> !array.isInside(at)));
    TestSession after = new TestSession(repository);
    assertReads(after, committed);
    assertManifests(after, repository);
  }

  private void step(TestSession session, TreeMap<String, Model> model, Random random) {
    String path = PATHS.get(random.nextInt(PATHS.size()));
    Model array = model.get(path);
    if (array == null) {
      array = new Model();
      array.counts = counts(random, random.nextInt(4));
      model.put(path, array);
      session.array(path, array.counts);
      return;
    }
    int choice = random.nextInt(12);
    if (choice == 0) {
      session.deleteNode(path);
      model.remove(path);
    } else if (choice <= 2) {
      array.counts = counts(random, array.counts.length);
      session.resize(path, array.counts);
    } else {
      int writes = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 4);
      for (int i = 0; i < writes; i++) {
        write(session, path, array, random);
      }
    }
  }

  private static int[] counts(Random random, int rank) {
    int[] counts = new int[rank];
    for (int d = 0; d < rank; d++) {
      counts[d] = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(rank == 1 ? 20 : 6);
    }
    return counts;
  }

  private void write(TestSession session, String path, Model array, Random random) {
    int[] at = new int[array.counts.length];
    for (int d = 0; d < at.length; d++) {
      if (array.counts[d] == 0) {
        return;
      }
      at[d] = random.nextInt(array.counts[d]);
    }
    ChunkIndices key = ChunkIndices.ofUnsigned(at);
    int kind = random.nextInt(5);
    long number = random.nextInt(1 << 20);
    if (kind == 0) {
      session.delete(path, at);
      array.chunks.remove(key);
    } else if (kind == 1) {
      session.set(path, new ChunkPayload.Native(new ChunkId(number, 1), 5, 1), at);
      array.chunks.put(key, "id" + number);
    } else if (kind == 2) {
      String location = "s3://bucket/" + number % 7;
      session.set(path, new ChunkPayload.Virtual(location, number, 9, Optional.empty()), at);
      array.chunks.put(key, location + "+" + number);
    } else {
      session.set(path, "v" + number, at);
      array.chunks.put(key, "v" + number);
    }
  }

  private static void assertReads(TestSession session, TreeMap<String, Model> model) {
    List<String> paths =
        session.nodes.atOrBelow(NodePath.ROOT).map(node -> node.path().text()).toList();
    List<String> expected = new ArrayList<>(model.keySet());
    assertEquals(expected, paths);
    model.forEach((path, array) -> {
      for (int[] at : everywhere(array.counts)) {
        assertEquals(array.chunks.get(ChunkIndices.ofUnsigned(at)), session.read(path, at), path);
      }
    });
  }

  private static List<int[]> everywhere(int[] counts) {
    List<int[]> all = new ArrayList<>();
    long total = 1;
    for (int count : counts) {
      total *= count;
    }
    for (int i = 0; i < total; i++) {
      int[] at = new int[counts.length];
      int rest = i;
      for (int d = counts.length - 1; d >= 0; d--) {
        at[d] = rest % counts[d];
        rest /= counts[d];
      }
      all.add(at);
    }
    return all;
  }

  /// Every recorded file is used and there, its figures are right, its box is the smallest, its
  /// references are inside the grid, and no chunk is in two manifests.
  private static void assertManifests(TestSession session, TestRepository repository) {
    Set<String> used = new HashSet<>();
    for (NodeSnapshot node : session.nodes.atOrBelow(NodePath.ROOT).toList()) {
      NodeData.Array array = (NodeData.Array) node.data();
      Set<ChunkIndices> seen = new HashSet<>();
      for (ManifestRef ref : array.manifests()) {
        used.add(ref.id().key());
        assertManifest(session, repository, node.id(), array.shape(), ref, seen);
      }
    }
    assertEquals(
        used, new HashSet<>(session.files().stream().map(file -> file.id().key()).toList()));
    assertTrue(repository.keys("manifests/").containsAll(used));
  }

  private static void assertManifest(
      TestSession session,
      TestRepository repository,
      NodeId node,
      List<DimensionShape> shape,
      ManifestRef ref,
      Set<ChunkIndices> seen) {
    var file =
        session.files().stream().filter(f -> f.id().equals(ref.id())).findFirst().orElseThrow();
    assertEquals(
        repository.memory.head(ref.id().key()).join().orElseThrow().sizeBytes(), file.sizeBytes());
    Asset<ManifestView> asset = repository.assets.manifest(ref.id(), file.sizeBytes());
    try {
      ManifestView view = asset.value();
      assertEquals(1, view.arrayCount());
      int count = view.refCount(view.arrayIndex(node));
      assertEquals(file.chunkRefCount(), count);
      assertTrue(count > 0);
      int[] low = new int[shape.size()];
      java.util.Arrays.fill(low, Integer.MAX_VALUE);
      int[] high = new int[shape.size()];
      for (int i = 0; i < count; i++) {
        ChunkIndices at = view.indices(0, i);
        assertTrue(seen.add(at), "twice: " + at);
        for (int d = 0; d < low.length; d++) {
          low[d] = Math.min(low[d], at.unsignedAt(d));
          high[d] = Math.max(high[d], at.unsignedAt(d) + 1);
        }
      }
      assertEquals(ManifestExtents.ofUnsigned(low, high), ref.extents());
    } finally {
      asset.unpin();
    }
  }
}
