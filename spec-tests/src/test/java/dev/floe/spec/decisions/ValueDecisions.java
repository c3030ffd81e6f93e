package dev.floe.spec.decisions;

import static dev.floe.spec.decisions.Checks.GROUP;
import static dev.floe.spec.decisions.Checks.array;
import static dev.floe.spec.decisions.Checks.get;
import static dev.floe.spec.decisions.Checks.refused;
import static dev.floe.spec.decisions.Checks.set;
import static dev.floe.spec.decisions.Decision.Choice.BETTER;
import static dev.floe.spec.decisions.Decision.Choice.KEPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Decisions about values, ranges and documents.
final class ValueDecisions {
  private static final String RECTILINEAR =
      "{\"name\":\"rectilinear\",\"configuration\":{\"kind\":\"inline\",\"chunk_shapes\":%s}}";

  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "suffix ranges",
              "\"until n\" is a suffix on chunks and a prefix on documents",
              BETTER,
              "a suffix is a suffix, on both",
              s -> {
                set(s.store(), "zarr.json", GROUP);
                assertEquals(Optional.of("\"}"), get(s.store(), "zarr.json", ByteRange.last(2)));
              }),
          new Decision(
              "ranges past the end",
              "2.3.0 refuses them, 1.1.21 cuts them; on documents the process panics",
              BETTER,
              "one strict rule for both: invalid-byte-range; ByteRange.clamped cuts",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/c/0", "abc");
                refused(
                    ErrorKind.INVALID_BYTE_RANGE, () -> s.store().get("a/c/0", ByteRange.of(0, 4)));
                refused(
                    ErrorKind.INVALID_BYTE_RANGE,
                    () -> s.store().get("a/zarr.json", ByteRange.from(100_000)));
                assertEquals(
                    Optional.of("bc"), get(s.store(), "a/c/0", ByteRange.of(1, 9).clamped(3)));
              }),
          new Decision(
              "empty ranges",
              "0..0 of a stored chunk fails in the object store layer",
              BETTER,
              "no bytes, and no request",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/c/0", "x".repeat(1_000));
                assertEquals(Optional.of(""), get(s.store(), "a/c/0", ByteRange.of(0, 0)));
                assertEquals(Optional.of(""), get(s.store(), "a/c/0", ByteRange.from(1_000)));
                assertEquals(Optional.of(""), get(s.store(), "a/c/0", ByteRange.last(0)));
              }),
          new Decision(
              "the size of an absent chunk",
              "0",
              BETTER,
              "absent",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                assertEquals(OptionalLong.empty(), s.store().size("a/c/0"));
              }),
          new Decision(
              "chunk keys of the wrong rank",
              "accepted and committed",
              BETTER,
              "refused; those that others committed are read and listed",
              s -> {
                set(s.store(), "a/zarr.json", array("[4,4]", "[1,1]"));
                refused(ErrorKind.INVALID_CHUNK_INDEX, () -> set(s.store(), "a/c/1", "x"));
                refused(ErrorKind.INVALID_CHUNK_INDEX, () -> set(s.store(), "a/c", "x"));
                refused(ErrorKind.INVALID_CHUNK_INDEX, () -> set(s.store(), "a/c/1/1/1", "x"));
              }),
          new Decision(
              "chunks on a dimension without length",
              "index 0 is accepted and lost with the commit",
              BETTER,
              "refused",
              s -> {
                set(s.store(), "a/zarr.json", array("[0]", "[1]"));
                refused(ErrorKind.INVALID_CHUNK_INDEX, () -> set(s.store(), "a/c/0", "x"));
              }),
          new Decision(
              "chunks without bytes",
              "early versions accept them and cannot read them",
              BETTER,
              "refused; those that others stored read as no bytes",
              s -> {
                set(s.store(), "a/zarr.json", array("[1]", "[1]"));
                refused(ErrorKind.ZERO_LENGTH_CHUNK, () -> set(s.store(), "a/c/0", ""));
              }),
          new Decision(
              "the inline threshold",
              "512 bytes are inline, 513 are not",
              KEPT,
              "the same",
              s -> {
                set(s.store(), "a/zarr.json", array("[2]", "[1]"));
                set(s.store(), "a/c/0", "x".repeat(512));
                set(s.store(), "a/c/1", "x".repeat(513));
                var chunks = s.committed().array("a");
                assertTrue(
                    chunks.reference(ChunkIndices.of(0)).orElseThrow().payload()
                        instanceof ChunkPayload.Inline);
                assertTrue(
                    chunks.reference(ChunkIndices.of(1)).orElseThrow().payload()
                        instanceof ChunkPayload.Native);
              }),
          new Decision(
              "dimension_names of another length than the rank",
              "accepted; the commit panics",
              BETTER,
              "refused when the document is set, with both numbers",
              s ->
                  refused(
                      ErrorKind.BAD_METADATA,
                      () ->
                          set(
                              s.store(),
                              "a/zarr.json",
                              array(
                                  "[4]",
                                  "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[1]}}",
                                  ",\"dimension_names\":[\"x\",\"y\"]")))),
          new Decision(
              "chunk_shape of another length than the rank",
              "too many elements are dropped",
              BETTER,
              "refused",
              s ->
                  refused(
                      ErrorKind.BAD_METADATA,
                      () -> set(s.store(), "a/zarr.json", array("[4]", "[1,1]")))),
          new Decision(
              "bare numbers in rectilinear grids",
              "refused, though the extension defines and zarr-python writes them",
              BETTER,
              "accepted",
              s -> {
                set(
                    s.store(),
                    "a/zarr.json",
                    array("[6,6]", RECTILINEAR.formatted("[2,[[1,2],4]]"), ""));
                assertEquals(3, s.store().array("a").shape().get(0).chunkCount());
                assertEquals(3, s.store().array("a").shape().get(1).chunkCount());
              }),
          new Decision(
              "consolidated metadata in a document",
              "opaque",
              KEPT,
              "opaque: kept byte for byte",
              s -> {
                String document =
                    "{\"node_type\":\"group\", \"consolidated_metadata\":{\"kind\":\"inline\"}}\n";
                set(s.store(), "zarr.json", document);
                assertEquals(Optional.of(document), get(s.committed(), "zarr.json"));
              }),
          new Decision(
              "a document set again unchanged",
              "no change",
              KEPT,
              "the session stays clean",
              s -> {
                set(s.store(), "zarr.json", GROUP);
                s.session().commit("group");
                var again = s.repository().writableSession("main");
                set(again.store(), "zarr.json", GROUP);
                assertFalse(again.hasUncommittedChanges());
              }),
          new Decision(
              "a node of the other type at the same path",
              "node-already-exists",
              KEPT,
              "the same",
              s -> {
                set(s.store(), "a/zarr.json", GROUP);
                refused(
                    ErrorKind.NODE_ALREADY_EXISTS,
                    () -> set(s.store(), "a/zarr.json", array("[1]", "[1]")));
              }),
          new Decision(
              "chunks outside the grid after shrinking",
              "hidden, listed, and back when the array grows again in the session",
              KEPT,
              "the same within a session; a commit leaves them out",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/c/3", "x");
                set(s.store(), "a/zarr.json", array("[2]", "[1]"));
                assertEquals(Optional.empty(), get(s.store(), "a/c/3"));
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                assertEquals(Optional.of("x"), get(s.store(), "a/c/3"));
              }));

  private ValueDecisions() {}
}
