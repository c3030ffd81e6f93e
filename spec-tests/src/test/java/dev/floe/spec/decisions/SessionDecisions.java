package dev.floe.spec.decisions;

import static dev.floe.spec.decisions.Checks.array;
import static dev.floe.spec.decisions.Checks.names;
import static dev.floe.spec.decisions.Checks.refused;
import static dev.floe.spec.decisions.Checks.set;
import static dev.floe.spec.decisions.Decision.Choice.BETTER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.CommitOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.ErrorKind;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.virtual.VirtualChunk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decisions about what sessions answer.
final class SessionDecisions {
  private static final NodePath A = NodePath.of("/a");

  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "a flush of a session that only reads",
              "another snapshot like its own",
              BETTER,
              "commit-not-allowed",
              s -> {
                Session reading = s.repository().readonlySession(Version.MAIN);
                refused(
                    ErrorKind.COMMIT_NOT_ALLOWED,
                    () -> reading.flush("aside", CommitOptions.STANDARD));
              }),
          new Decision(
              "the coordinates of an array that was shrunk and written to",
              "those outside the grid too, and a chunk recorded over a committed one twice",
              BETTER,
              "those inside the grid, each once, in their order",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/c/1", "x");
                set(s.store(), "a/c/3", "x");
                s.session().commit("chunks");
                Session next = s.repository().writableSession("main");
                set(next.store(), "a/c/1", "y");
                set(next.store(), "a/c/0", "y");
                set(next.store(), "a/zarr.json", array("[2]", "[1]"));
                try (Stream<ChunkIndices> coordinates = next.chunkCoordinates(A)) {
                  assertEquals(
                      List.of(ChunkIndices.of(0), ChunkIndices.of(1)), coordinates.toList());
                }
              }),
          new Decision(
              "the type of a chunk whose coordinates are too few or too many",
              "uninitialized",
              BETTER,
              "invalid-chunk-index",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                refused(
                    ErrorKind.INVALID_CHUNK_INDEX,
                    () -> s.session().chunkType(A, ChunkIndices.of(0, 0)));
              }),
          new Decision(
              "moving chunks to coordinates of another rank",
              "shifting panics; reindexing records chunks that nobody can read",
              BETTER,
              "invalid-chunk-index",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/c/0", "x");
                refused(ErrorKind.INVALID_CHUNK_INDEX, () -> s.session().shiftArray(A, 1, 1));
                ChunkIndices two = ChunkIndices.of(0, 0);
                refused(
                    ErrorKind.INVALID_CHUNK_INDEX,
                    () -> s.session().reindexArray(A, _ -> Optional.of(two)));
              }),
          new Decision(
              "moving chunks of a grid that is not regular",
              "an error of kind unknown",
              BETTER,
              "unimplemented, naming the grid",
              s -> {
                String grid =
                    "{\"name\":\"rectilinear\",\"configuration\":{\"kind\":\"inline\","
                        + "\"chunk_shapes\":[[1,3]]}}";
                set(s.store(), "a/zarr.json", array("[4]", grid, ""));
                refused(ErrorKind.UNIMPLEMENTED, () -> s.session().shiftArray(A, 1));
              }),
          new Decision(
              "a diff over an array that was deleted and made again",
              "the updated chunks of one of the two, by chance",
              BETTER,
              "those of both",
              s -> {
                set(s.store(), "a/zarr.json", array("[8]", "[1]"));
                SnapshotId base = s.session().commit("array");
                s.repository().transaction("main", "0", store -> set(store, "a/c/0", "x"));
                s.repository().transaction("main", "gone", store -> store.delete("a/zarr.json"));
                s.repository()
                    .transaction(
                        "main",
                        "again",
                        store -> {
                          set(store, "a/zarr.json", array("[8]", "[1]"));
                          set(store, "a/c/4", "x");
                        });
                assertEquals(
                    Set.of(ChunkIndices.of(0), ChunkIndices.of(4)),
                    s.repository()
                        .diff(Version.snapshot(base), Version.MAIN)
                        .updatedChunks()
                        .get(A));
              }),
          new Decision(
              "the order of all virtual chunk locations",
              "one for each chunk, those of the session first; chunks outside the grid too",
              BETTER,
              "one for each chunk of the grids, by path and coordinates",
              s -> {
                set(s.store(), "b/zarr.json", array("[4]", "[1]"));
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                for (String key : List.of("b/c/0", "a/c/3", "a/c/0")) {
                  String location = "s3://b/" + key.charAt(0);
                  s.store().setVirtualRef(key, VirtualChunk.at(location, 0, 5), false);
                }
                List<String> all = List.of("s3://b/a", "s3://b/a", "s3://b/b");
                assertEquals(all, names(s.session().allVirtualChunkLocations()));
                set(s.store(), "a/zarr.json", array("[2]", "[1]"));
                assertEquals(
                    List.of("s3://b/a", "s3://b/b"), names(s.session().allVirtualChunkLocations()));
              }));

  private SessionDecisions() {}
}
