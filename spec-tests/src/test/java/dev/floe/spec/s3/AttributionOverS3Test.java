package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ChunkPacking;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.StorageSettings;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.io.Attribution;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.AttributedWork;
import dev.floe.spec.AttributedWork.Written;
import dev.floe.storage.Purpose;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What requests say of who asks and for what.
class AttributionOverS3Test {
  private static final String WHO = "(workload=nightly ingest; principal=bob";
  private static final List<Written> ARRAYS =
      List.of(new Written("plain", "0/1"), new Written("grp/été arr", "7"));

  @AutoClose private final S3Server server = S3Server.start();

  private Set<String> agents(S3Operation... operations) {
    return server.requests().entries().stream()
        .filter(entry -> List.of(operations).contains(entry.operation()))
        .map(S3RequestLog.Entry::agent)
        .collect(Collectors.toSet());
  }

  @Test
  void chunksAndManifestsAreNamed() {
    AttributedWork.run(server, "p", AttributedWork.WHO, ARRAYS);
    TreeSet<String> expected = new TreeSet<>();
    for (String verb : List.of("GET_OBJECT", "PUT_OBJECT")) {
      expected.add(verb + " chunks " + WHO + "; array=plain; chunk=0/1)");
      expected.add(verb + " chunks " + WHO + "; array=grp/%C3%A9t%C3%A9 arr; chunk=7)");
      expected.add(verb + " manifests " + WHO + "; array=plain)");
      expected.add(verb + " manifests " + WHO + "; array=grp/%C3%A9t%C3%A9 arr)");
    }
    assertEquals(expected, AttributedWork.seen(server, "p"));
    String others =
        server.requests().entries().stream()
            .filter(entry -> !entry.key().matches("p/(chunks|manifests)/.*"))
            .map(S3RequestLog.Entry::agent)
            .distinct()
            .toList()
            .toString();
    assertEquals("[test/1 floe " + WHO + ")]", others);
  }

  @Test
  void nothingIsNamedForNobody() {
    try (Storage storage = AttributedWork.storage(server, "p", Attribution.NONE)) {
      assertFalse(storage.wantsPurpose());
    }
    AttributedWork.run(server, "p", Attribution.NONE, ARRAYS);
    List<String> agents =
        server.requests().entries().stream().map(S3RequestLog.Entry::agent).distinct().toList();
    assertEquals(List.of("floe"), agents);
  }

  /// The chunks of one pack are read by one request if they lie close.
  private Set<String> readTogether(Store store, String... keys) {
    ReadBatch batch = new ReadBatch();
    List.of(keys).forEach(batch::add);
    server.requests().clear();
    store.readAll(batch).join().orThrow().close();
    return agents(S3Operation.GET_OBJECT);
  }

  @Test
  void whatIsReadTogetherIsNamedAsFarAsItIsTheSame() {
    String before = "test/1 floe " + WHO;
    RepositoryOptions packed = RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(10_000));
    try (Storage storage = AttributedWork.storage(server, "p", AttributedWork.WHO);
        Repository repository = Repository.create(storage, packed)) {
      Session session = repository.writableSession("main");
      new Written("a", "0").write(session.store());
      session.store().set("a/c/1", MemorySegment.ofArray(new byte[5_000]));
      new Written("b", "0").write(session.store());
      server.requests().clear();
      session.commit("packed");
      assertTrue(agents(S3Operation.PUT_OBJECT).contains(before + ")"), "a pack is nobody's");
      Store store = repository.readonlySession(Version.MAIN).store();
      readTogether(store, "a/c/0", "b/c/0"); // and the manifests
      assertEquals(Set.of(before + "; array=a; chunk=1)"), readTogether(store, "a/c/1"));
      assertEquals(Set.of(before + "; array=a)"), readTogether(store, "a/c/0", "a/c/1"));
      assertEquals(Set.of(before + ")"), readTogether(store, "a/c/0", "a/c/1", "b/c/0"));
      assertEquals(Set.of(before + "; array=a; chunk=0)"), readTogether(store, "a/c/0", "a/c/0"));
    }
  }

  @Test
  void everyPartOfAnUploadIsNamed() {
    StorageSettings settings =
        StorageSettings.builder().minimumSizeForMultipartUpload(6 << 20).build();
    S3StorageBuilder builder = AttributedWork.builder(server, "p", AttributedWork.WHO);
    try (Storage storage = builder.settings(settings).open();
        Arena arena = Arena.ofShared()) {
      Purpose chunk = Purpose.of(NodePath.of("/a"), ChunkIndices.of(3));
      MemorySegment body = arena.allocate(30 << 20);
      storage.put("chunks/x", body, PutOptions.chunk().withPurpose(chunk)).join();
      assertTrue(server.requests().count(S3Operation.UPLOAD_PART) > 1);
      assertEquals(
          Set.of("test/1 floe " + WHO + "; array=a; chunk=3)"),
          agents(S3Operation.CREATE_UPLOAD, S3Operation.UPLOAD_PART, S3Operation.COMPLETE_UPLOAD));
    }
  }
}
