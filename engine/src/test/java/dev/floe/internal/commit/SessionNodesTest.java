package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SessionNodesTest {
  private static final NodePath G = NodePath.of("/g");
  private static final NodePath A = NodePath.of("/g/a");
  private static final NodePath B = NodePath.of("/g-b");

  /// `/`, `/g`, `/g-b` (array of 2), `/g/a` (array of 3 × 2), in string order.
  private final SessionNodes nodes = session();

  private static SessionNodes session() {
    ListedNodes base =
        new ListedNodes(
            List.of(group(1, "/"), group(2, "/g"), array(3, "/g-b", 2), array(4, "/g/a", 3, 2)));
    return new SessionNodes(base, new EditChanges(), new Random(4));
  }

  private static NodeSnapshot group(long id, String path) {
    return new NodeSnapshot(
        new NodeId(id), NodePath.of(path), bytes("{}"), NodeData.Group.INSTANCE);
  }

  private static NodeSnapshot array(long id, String path, int... counts) {
    ArrayContent content = content("{}", counts);
    return new NodeSnapshot(
        new NodeId(id),
        NodePath.of(path),
        content.userData(),
        new NodeData.Array(content.shape(), content.dimensionNames(), List.of()));
  }

  private static MemorySegment bytes(String text) {
    return TestRepository.bytes(text);
  }

  private static ArrayContent content(String document, int... counts) {
    return TestSession.content(document, counts);
  }

  private static ChunkPayload chunk(long id) {
    return new ChunkPayload.Native(new ChunkId(id, 0), 0, 9);
  }

  private static void record(SessionNodes in, NodePath path, ChunkPayload payload, int... at) {
    in.recordChunk(in.array(path), at, at.length, payload);
  }

  private static List<String> paths(SessionNodes of, NodePath below) {
    return of.atOrBelow(below).map(node -> node.path().text()).toList();
  }

  @TestFactory
  Stream<DynamicTest> refusals() {
    Map<String, Map.Entry<ErrorKind, Consumer<SessionNodes>>> cases = new LinkedHashMap<>();
    cases.put(
        "a group over a group",
        Map.entry(ErrorKind.NODE_ALREADY_EXISTS, in -> in.addGroup(G, bytes("x"))));
    cases.put(
        "a group over an array",
        Map.entry(ErrorKind.NODE_ALREADY_EXISTS, in -> in.addGroup(A, bytes("x"))));
    cases.put(
        "an array over a group",
        Map.entry(ErrorKind.NODE_ALREADY_EXISTS, in -> in.addArray(G, content("x", 1))));
    cases.put(
        "an array over a new array",
        Map.entry(
            ErrorKind.NODE_ALREADY_EXISTS,
            in -> {
              in.addArray(NodePath.of("/n"), content("x", 1));
              in.addArray(NodePath.of("/n"), content("x", 1));
            }));
    cases.put(
        "an update of nothing",
        Map.entry(ErrorKind.NODE_NOT_FOUND, in -> in.updateGroup(NodePath.of("/n"), bytes("x"))));
    cases.put(
        "an update of a group as an array",
        Map.entry(ErrorKind.NOT_AN_ARRAY, in -> in.updateArray(G, content("x", 1))));
    cases.put(
        "an update of an array as a group",
        Map.entry(ErrorKind.NOT_A_GROUP, in -> in.updateGroup(A, bytes("x"))));
    cases.put(
        "a deletion of a group as an array",
        Map.entry(ErrorKind.NOT_AN_ARRAY, in -> in.deleteArray(G)));
    cases.put(
        "a deletion of an array as a group",
        Map.entry(ErrorKind.NOT_A_GROUP, in -> in.deleteGroup(A)));
    cases.put(
        "a chunk of a group", Map.entry(ErrorKind.NOT_AN_ARRAY, in -> record(in, G, chunk(1))));
    cases.put(
        "a chunk of nothing",
        Map.entry(ErrorKind.NODE_NOT_FOUND, in -> record(in, NodePath.of("/n"), chunk(1), 0)));
    cases.put(
        "a chunk outside the grid",
        Map.entry(ErrorKind.INVALID_CHUNK_INDEX, in -> record(in, A, chunk(1), 2, 2)));
    cases.put(
        "a deletion outside the grid",
        Map.entry(ErrorKind.INVALID_CHUNK_INDEX, in -> record(in, A, null, -1, 0)));
    cases.put(
        "too few coordinates",
        Map.entry(ErrorKind.INVALID_CHUNK_INDEX, in -> record(in, A, chunk(1), 0)));
    cases.put(
        "too many coordinates",
        Map.entry(ErrorKind.INVALID_CHUNK_INDEX, in -> record(in, A, chunk(1), 0, 0, 0)));
    cases.put(
        "a chunk on an axis of no chunks",
        Map.entry(
            ErrorKind.INVALID_CHUNK_INDEX,
            in -> {
              in.updateArray(A, content("x", 3, 0));
              record(in, A, chunk(1), 0, 0);
            }));
    cases.put(
        "a chunk of no bytes",
        Map.entry(
            ErrorKind.ZERO_LENGTH_CHUNK,
            in -> record(in, A, new ChunkPayload.Native(new ChunkId(1, 1), 5, 0), 0, 0)));
    cases.put(
        "a chunk of an array that was deleted meanwhile",
        Map.entry(
            ErrorKind.NODE_NOT_FOUND,
            in -> {
              NodeSnapshot resolved = in.array(A);
              in.deleteArray(A);
              in.recordChunk(resolved, new int[] {0, 0}, 2, chunk(1));
            }));
    return cases.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  SessionNodes in = session();
                  IcechunkException thrown =
                      assertThrows(
                          IcechunkException.class, () -> entry.getValue().getValue().accept(in));
                  assertEquals(entry.getValue().getKey(), thrown.kind());
                }));
  }

  @Test
  void listingsLayChangesOverTheBaseInStringOrder() {
    nodes.addGroup(NodePath.of("/g/z"), bytes("z"));
    nodes.addArray(NodePath.of("/aa"), content("aa", 1));
    nodes.addArray(NodePath.of("/g-"), content("g-", 1));
    assertEquals(
        List.of("/", "/aa", "/g", "/g-", "/g-b", "/g/a", "/g/z"), paths(nodes, NodePath.ROOT));
    assertEquals(List.of("/g", "/g/a", "/g/z"), paths(nodes, G));
    nodes.deleteNode(A);
    assertEquals(List.of("/g", "/g/z"), paths(nodes, G));
    assertEquals(List.of(), paths(nodes, NodePath.of("/nothing")));
  }

  @Test
  void deletingAGroupDeletesWhatIsBelowItAndNothingElse() {
    nodes.addArray(NodePath.of("/g/new"), content("n", 1));
    nodes.deleteGroup(G);
    assertEquals(List.of("/", "/g-b"), paths(nodes, NodePath.ROOT));
    assertEquals(
        List.of(new EditChanges.DeletedNode(G, new NodeId(2))),
        List.copyOf(nodes.changes().deletedGroups()));
    assertEquals(
        List.of(new EditChanges.DeletedNode(A, new NodeId(4))),
        List.copyOf(nodes.changes().deletedArrays()));
    assertTrue(nodes.changes().newArrays().isEmpty());
    nodes.deleteGroup(G);
    nodes.deleteArray(A);
    assertFalse(nodes.deleteNode(A));
  }

  @Test
  void clearDeletesEveryNode() {
    nodes.addGroup(NodePath.of("/x"), bytes("x"));
    nodes.clear();
    assertEquals(List.of(), paths(nodes, NodePath.ROOT));
    assertEquals(2, nodes.changes().deletedGroups().size());
    assertEquals(2, nodes.changes().deletedArrays().size());
  }

  @Test
  void updatesOfNewNodesStayNew() {
    nodes.addGroup(NodePath.of("/n"), bytes("1"));
    NodeId group = nodes.node(NodePath.of("/n")).id();
    nodes.updateGroup(NodePath.of("/n"), bytes("2"));
    nodes.addArray(NodePath.of("/m"), content("1", 1));
    nodes.updateArray(NodePath.of("/m"), content("2", 5));
    assertEquals(group, nodes.node(NodePath.of("/n")).id());
    assertEquals(-1, nodes.node(NodePath.of("/n")).userData().mismatch(bytes("2")));
    assertEquals(
        5,
        ((NodeData.Array) nodes.array(NodePath.of("/m")).data()).shape().getFirst().chunkCount());
    assertTrue(nodes.changes().updatedGroups().isEmpty());
    assertTrue(nodes.changes().updatedArrays().isEmpty());
    nodes.updateGroup(G, bytes("3"));
    nodes.updateArray(A, content("3", 9, 9));
    assertEquals(1, nodes.changes().updatedGroups().size());
    assertEquals(1, nodes.changes().updatedArrays().size());
    assertEquals(-1, nodes.node(A).userData().mismatch(bytes("3")));
  }

  @Test
  void documentsAreCopiedIn() {
    byte[] document = {1, 2, 3};
    nodes.updateGroup(G, MemorySegment.ofArray(document));
    nodes.updateArray(
        A,
        new ArrayContent(
            content("", 1).shape(), java.util.Optional.empty(), MemorySegment.ofArray(document)));
    document[0] = 9;
    assertEquals(1, nodes.node(G).userData().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
    assertEquals(1, nodes.node(A).userData().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void recreatedNodesAreOthers() {
    record(nodes, A, chunk(7), 1, 1);
    NodeId old = nodes.array(A).id();
    nodes.deleteArray(A);
    nodes.addArray(A, content("again", 3, 2));
    NodeId fresh = nodes.array(A).id();
    assertNotEquals(old, fresh);
    assertFalse(nodes.changes().findChunk(fresh, new int[] {1, 1}, 2, new RecordedChunk()));
    nodes.deleteArray(A);
    assertTrue(nodes.find(A).isEmpty());
    assertEquals(1, nodes.changes().deletedArrays().size());
    nodes.addGroup(A, bytes("a group now"));
    assertFalse(nodes.node(A).isArray());
  }

  @Test
  void chunksOutsideTheShapeStayRecorded() {
    record(nodes, A, chunk(7), 2, 1);
    NodeId id = nodes.array(A).id();
    nodes.updateArray(A, content("small", 1, 1));
    assertFalse(SessionNodes.isChunk(nodes.array(A), new int[] {2, 1}, 2));
    nodes.updateArray(A, content("large", 4, 4));
    assertTrue(nodes.changes().findChunk(id, new int[] {2, 1}, 2, new RecordedChunk()));
    nodes.updateArray(A, content("flat", 4));
    nodes.updateArray(A, content("large", 4, 4));
    assertFalse(nodes.changes().findChunk(id, new int[] {2, 1}, 2, new RecordedChunk()));
    assertEquals(0, nodes.changes().chunks(id).size());
  }

  @Test
  void emptinessRemembersWhatWasCounted() {
    EditChanges changes = nodes.changes();
    assertTrue(changes.isEmpty());
    assertNull(changes.chunks(new NodeId(4)));
    nodes.addArray(NodePath.of("/n"), content("n", 1));
    record(nodes, NodePath.of("/n"), chunk(1), 0);
    record(nodes, NodePath.of("/n"), chunk(2), 0);
    assertEquals(1, changes.distinctChunks());
    nodes.deleteArray(NodePath.of("/n"));
    assertEquals(Map.of(), changes.allChunks());
    assertFalse(changes.isEmpty());

    SessionNodes other = session();
    record(other, B, null, 1);
    other.changes().dropChunkChanges(new NodeId(3), chunk -> true);
    assertFalse(other.changes().isEmpty());
    assertEquals(List.of(new NodeId(3)), List.copyOf(other.changes().allChunks().keySet()));
    assertEquals(0, other.changes().chunks(new NodeId(3)).size());
  }

  @Test
  void aChunkIsRecordedOnlyIfNothingElseWas() {
    NodeSnapshot array = nodes.array(B);
    int[] at = {1};
    assertTrue(nodes.recordChunkIf(array, at, 1, before -> before == null, chunk(1)));
    assertFalse(nodes.recordChunkIf(array, at, 1, before -> before == null, chunk(2)));
    RecordedChunk found = new RecordedChunk();
    assertTrue(nodes.changes().findChunk(array.id(), at, 1, found));
    assertEquals(1, found.idHigh());
  }
}
