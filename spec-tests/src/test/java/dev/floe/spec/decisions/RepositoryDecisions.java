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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ChunkPacking;
import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.SessionOptions;
import dev.floe.Version;
import dev.floe.config.ConfigLayers;
import dev.floe.config.ConfigLayers.BackendKind;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.StorageSettings;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.io.Attribution;
import dev.floe.maintenance.GcOptions;
import dev.floe.spec.AttributedWork;
import dev.floe.spec.AttributedWork.Written;
import dev.floe.spec.s3.S3Server;
import dev.floe.storage.Precondition;
import dev.floe.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decisions about repositories, refs and commits.
final class RepositoryDecisions {
  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "names of branches",
              "format 2 accepts \"\", \"..\" and \"/\"",
              BETTER,
              "refused when creating, tolerated when reading",
              s -> {
                for (String name : List.of("", "..", "/")) {
                  refused(
                      ErrorKind.INVALID_REF_NAME,
                      () -> s.repository().createBranch(name, SnapshotId.INITIAL));
                }
                s.repository().createBranch("feature/x", SnapshotId.INITIAL);
              }),
          new Decision(
              "ids of snapshots",
              "random",
              BETTER,
              "ordered by their time, so that a commit leaves most of the repository file as it is",
              s -> {
                Session session = s.repository().writableSession("main");
                set(session.store(), "zarr.json", GROUP);
                SnapshotId id = session.commit("one");
                assertTrue(SnapshotId.INITIAL.compareTo(id) < 0);
              }),
          new Decision(
              "a repository whose configuration says that writes are not conditional",
              "they are not; it writes so into every one on local files, which may be copied to a"
                  + " bucket",
              BETTER,
              "they are, and a warning says so; only who opens it can switch them off",
              s -> {
                RepositoryConfig said =
                    RepositoryConfig.builder()
                        .storage(
                            StorageSettings.builder().unsafeUseConditionalUpdate(false).build())
                        .build();
                s.repository().saveConfig(said);
                try (Repository again = Repository.open(s.repository().storage())) {
                  assertTrue(again.config().storage().unsafeUseConditionalUpdate());
                }
                for (BackendKind backend : BackendKind.values()) {
                  ConfigLayers layers = new ConfigLayers(RepositoryConfig.empty(), said, backend);
                  assertTrue(layers.forStorage().unsafeUseConditionalUpdate());
                }
              }),
          new Decision(
              "tags that were deleted",
              "tag-previously-deleted, for ever",
              KEPT,
              "the same",
              s -> {
                s.repository().createTag("t", SnapshotId.INITIAL);
                s.repository().deleteTag("t");
                refused(
                    ErrorKind.TAG_PREVIOUSLY_DELETED,
                    () -> s.repository().createTag("t", SnapshotId.INITIAL));
              }),
          new Decision(
              "a garbage collection of what is less than a day old",
              "is done; chunks of sessions that are open go",
              BETTER,
              "is refused, by the store's clock, unless the caller says that no session is open",
              s -> {
                GcOptions now = GcOptions.olderThan(Instant.parse("2999-01-01T00:00:00Z"));
                refused(ErrorKind.NOT_ALLOWED, () -> s.repository().collectGarbage(now));
                s.repository().collectGarbage(now.withAcceptOpenSessions(true));
              }),
          new Decision(
              "the work of a garbage collection",
              "that of all objects there are, each time",
              BETTER,
              "on request that of what left since the last one; nothing is listed",
              s -> {
                GcOptions options =
                    GcOptions.olderThan(Instant.parse("2999-01-01T00:00:00Z"))
                        .withAcceptOpenSessions(true)
                        .withIncremental(true);
                s.repository().createBranch("b", SnapshotId.INITIAL);
                s.repository().transaction("b", "group", store -> set(store, "zarr.json", GROUP));
                s.repository().deleteBranch("b");
                assertEquals(1, s.repository().collectGarbage(options).snapshotsDeleted());
              }),
          new Decision(
              "the file that every change of a repository leaves in overwritten/",
              "stays for ever",
              BETTER,
              "a garbage collection deletes old ones if asked to, and keeps the operations log",
              s -> {
                set(s.store(), "zarr.json", GROUP);
                s.session().commit("group");
                long log = s.repository().operations().count();
                GcOptions trim =
                    GcOptions.olderThan(Instant.parse("2999-01-01T00:00:00Z"))
                        .withAcceptOpenSessions(true)
                        .withTrimBackups(true);
                assertEquals(2, s.repository().collectGarbage(trim).backupsDeleted());
                assertEquals(log + 2, s.repository().operations().count());
              }),
          new Decision(
              "a reset that expected another tip",
              "the conflict names the expected and the actual one; before 2.3.0 the former twice",
              KEPT,
              "the same as 2.3.0",
              s -> {
                set(s.store(), "zarr.json", GROUP);
                SnapshotId tip = s.session().commit("group");
                ConflictException conflict =
                    assertThrows(
                        ConflictException.class,
                        () ->
                            s.repository()
                                .resetBranch(
                                    "main", SnapshotId.INITIAL, Optional.of(SnapshotId.INITIAL)));
                assertEquals(Optional.of(tip.text()), conflict.actualParent());
              }),
          new Decision(
              "a time on a branch that is not there",
              "branch-not-found, unlike every other look at that branch",
              BETTER,
              "ref-not-found",
              s -> {
                Version version = Version.asOf("nosuch", Instant.EPOCH);
                refused(ErrorKind.REF_NOT_FOUND, () -> s.repository().readonlySession(version));
              }),
          new Decision(
              "creating a repository where the creation of another was cut off",
              "refused with parent-directory-not-clean",
              BETTER,
              "done: what is left of the first snapshot is the same in every repository",
              s -> {
                try (Storage storage = Storage.inMemory()) {
                  Repository.create(storage).close();
                  storage.delete(List.of("repo")).join();
                  Repository.create(storage).close();
                  storage.delete(List.of("repo")).join();
                  storage
                      .copy(SnapshotId.INITIAL.key(), "snapshots/other", Precondition.NONE)
                      .join();
                  refused(ErrorKind.PARENT_DIRECTORY_NOT_CLEAN, () -> Repository.create(storage));
                }
              }),
          new Decision(
              "two commits from one base",
              "on local files both may be acknowledged and one lost",
              BETTER,
              "one succeeds, the other is a conflict with both ids, on every storage",
              s -> {
                Path root = Files.createTempDirectory("floe-decision");
                try (Storage files = Storage.localFilesystem(root);
                    Repository repository = Repository.create(files)) {
                  Session first = repository.writableSession("main");
                  Session second = repository.writableSession("main");
                  set(first.store(), "a/zarr.json", GROUP);
                  set(second.store(), "b/zarr.json", GROUP);
                  SnapshotId winner = first.commit("first");
                  ConflictException conflict =
                      assertThrows(ConflictException.class, () -> second.commit("second"));
                  assertEquals(ErrorKind.COMMIT_CONFLICT, conflict.kind());
                  assertEquals(Optional.of(winner.text()), conflict.actualParent());
                  assertEquals(Optional.of(SnapshotId.INITIAL.text()), conflict.expectedParent());
                  assertTrue(second.hasUncommittedChanges());
                }
              }),
          new Decision(
              "statistics of chunks that share an object",
              "the length of the first reference into each object counts",
              BETTER,
              "each distinct part of an object counts",
              s -> {
                try (Storage memory = Storage.inMemory();
                    Repository packing =
                        Repository.create(
                            memory,
                            RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(4_096)))) {
                  packing.transaction(
                      "main",
                      "two in one object",
                      store -> {
                        set(store, "a/zarr.json", array("[2]", "[1]"));
                        set(store, "a/c/0", "x".repeat(600));
                        set(store, "a/c/1", "y".repeat(700));
                      });
                  assertEquals(1_300, packing.storageStatistics().nativeBytes());
                }
              }),
          new Decision(
              "manifests of an array that no splitting rule is for",
              "one manifest for all its references, rewritten whole for one chunk",
              BETTER,
              "cut into manifests of some thousand references, at run time; configured rules win",
              s -> {
                set(s.store(), "a/zarr.json", array("[9000]", "[1]"));
                for (int i = 0; i < 9_000; i++) {
                  set(s.store(), "a/c/" + i, "x");
                }
                s.session().commit("array");
                NodeSnapshot node =
                    s.repository()
                        .readonlySession(Version.MAIN)
                        .node(NodePath.of("/a"))
                        .orElseThrow();
                assertEquals(2, ((NodeData.Array) node.data()).manifests().size());
              }),
          new Decision(
              "a node created in a group that another commit deletes",
              "both commit after a rebase, and the node is in no group",
              BETTER,
              "a conflict, whichever of them is rebased",
              s -> {
                set(s.store(), "g/zarr.json", GROUP);
                s.session().commit("group");
                Session creating = s.repository().writableSession("main");
                Session deleting = s.repository().writableSession("main");
                set(creating.store(), "g/a/zarr.json", GROUP);
                deleting.store().delete("g/zarr.json");
                deleting.commit("gone");
                refused(ErrorKind.REBASE_FAILED, () -> creating.rebase(new BasicConflictSolver()));
              }),
          new Decision(
              "a node that two commits delete and create again",
              "a path that the session deleted may have any node: no conflict with the new one",
              BETTER,
              "a conflict, since a path has one node",
              s -> {
                set(s.store(), "g/zarr.json", GROUP);
                s.session().commit("group");
                Session first = s.repository().writableSession("main");
                Session second = s.repository().writableSession("main");
                for (Session each : List.of(first, second)) {
                  each.store().delete("g/zarr.json");
                  set(each.store(), "g/zarr.json", GROUP);
                }
                first.commit("first");
                refused(ErrorKind.REBASE_FAILED, () -> second.rebase(new BasicConflictSolver()));
              }),
          new Decision(
              "a node that one commit deletes and another one replaces",
              "the new node stays, and the deletion before it is lost",
              BETTER,
              "a conflict, as if the document of the deleted node had been changed",
              s -> {
                set(s.store(), "g/zarr.json", GROUP);
                s.session().commit("group");
                Session first = s.repository().writableSession("main");
                Session second = s.repository().writableSession("main");
                for (Session each : List.of(first, second)) {
                  each.store().delete("g/zarr.json");
                }
                set(second.store(), "g/zarr.json", GROUP);
                first.commit("first");
                refused(ErrorKind.REBASE_FAILED, () -> second.rebase(new BasicConflictSolver()));
              }),
          new Decision(
              "two sessions that each read what the other writes",
              "both commit after a rebase, and no serial order explains the result",
              BETTER,
              "the same by default; a session that records its reads is refused",
              s -> {
                set(s.store(), "a/zarr.json", array("[2]", "[1]"));
                s.session().commit("array");
                for (SessionOptions options :
                    List.of(SessionOptions.STANDARD, SessionOptions.recordingReads())) {
                  Session first = s.repository().writableSession("main", options);
                  Session second = s.repository().writableSession("main", options);
                  set(first.store(), "a/c/0", "read " + get(first.store(), "a/c/1"));
                  set(second.store(), "a/c/1", "read " + get(second.store(), "a/c/0"));
                  first.commit("first");
                  if (options.recordsReads()) {
                    refused(ErrorKind.REBASE_FAILED, () -> second.rebase(new ConflictDetector()));
                  } else {
                    second.rebase(new ConflictDetector());
                    second.commit("second");
                  }
                }
              }),
          new Decision(
              "a move over others' edits",
              "a node they put at its destination is lost; one they deleted below it fails the"
                  + " commit; one they added below it moves unrecorded",
              BETTER,
              "moves are made again on the new base: an occupied destination is a conflict, the"
                  + " rest moves and is recorded as it is there",
              s -> {
                for (String group : List.of("", "a/", "a/b/", "c/")) {
                  set(s.store(), group + "zarr.json", GROUP);
                }
                s.session().commit("groups");
                Session moving = s.repository().rearrangeSession("main");
                moving.move(NodePath.of("/a"), NodePath.of("/new"));
                Session lost = s.repository().rearrangeSession("main");
                lost.move(NodePath.of("/c"), NodePath.of("/taken"));
                Session theirs = s.repository().writableSession("main");
                theirs.store().delete("a/b/zarr.json");
                set(theirs.store(), "a/added/zarr.json", GROUP);
                set(theirs.store(), "taken/zarr.json", GROUP);
                SnapshotId before = theirs.commit("theirs");
                refused(ErrorKind.REBASE_FAILED, () -> lost.rebase(new BasicConflictSolver()));
                moving.rebase(new BasicConflictSolver());
                SnapshotId after = moving.commit("moved");
                assertEquals(
                    List.of("/new", "/new/added"),
                    s
                        .repository()
                        .diff(Version.snapshot(before), Version.snapshot(after))
                        .movedNodes()
                        .stream()
                        .map(move -> move.to().text())
                        .toList());
              }),
          new Decision(
              "a diff over an array that was deleted and made anew",
              "of its chunks only those of the old array or only those of the new one, by chance",
              BETTER,
              "all of them",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                SnapshotId from = s.session().commit("array");
                s.repository().transaction("main", "old", store -> set(store, "a/c/1", "x"));
                SnapshotId to =
                    s.repository()
                        .transaction(
                            "main",
                            "new",
                            store -> {
                              store.deleteDirectory("a");
                              set(store, "a/zarr.json", array("[4]", "[1]"));
                              set(store, "a/c/2", "y");
                            });
                assertEquals(
                    Set.of(ChunkIndices.of(1), ChunkIndices.of(2)),
                    s.repository()
                        .diff(Version.snapshot(from), Version.snapshot(to))
                        .updatedChunks()
                        .get(NodePath.of("/a")));
              }),
          new Decision(
              "a group moved onto nodes whose group is gone",
              "those nodes are lost",
              BETTER,
              "refused with move-wont-overwrite",
              s -> {
                for (String group : List.of("", "a/", "gone/left/")) {
                  set(s.store(), group + "zarr.json", GROUP);
                }
                s.session().commit("groups");
                Session moving = s.repository().rearrangeSession("main");
                refused(
                    ErrorKind.MOVE_WONT_OVERWRITE,
                    () -> moving.move(NodePath.of("/a"), NodePath.of("/gone")));
              }),
          new Decision(
              "edits that amend a commit of moves",
              "refused with rearrange-session-only",
              KEPT,
              "the same; the message says why",
              s -> {
                for (String group : List.of("", "a/")) {
                  set(s.store(), group + "zarr.json", GROUP);
                }
                s.session().commit("groups");
                Session moving = s.repository().rearrangeSession("main");
                moving.move(NodePath.of("/a"), NodePath.of("/b"));
                moving.commit("moved");
                Session editing = s.repository().writableSession("main");
                set(editing.store(), "c/zarr.json", GROUP);
                refused(
                    ErrorKind.REARRANGE_SESSION_ONLY,
                    () -> editing.amend("edits", CommitOptions.STANDARD));
              }),
          new Decision(
              "backend settings in a persisted configuration",
              "saving persists those of the local backend, unsafe ones included",
              BETTER,
              "only what the user gave is persisted; a persisted unsafe false has no effect here",
              s -> {
                s.repository().saveConfig(s.repository().config().toBuilder().build());
                assertTrue(s.repository().persistedConfig().isPresent());
              }),
          new Decision(
              "a session after its commit",
              "reads what it committed and takes no more changes",
              KEPT,
              "the same",
              s -> {
                set(s.store(), "zarr.json", GROUP);
                s.session().commit("group");
                assertTrue(s.session().readOnly());
                refused(ErrorKind.READ_ONLY_STORE, () -> set(s.store(), "a/zarr.json", GROUP));
                refused(ErrorKind.COMMIT_NOT_ALLOWED, () -> s.session().commit("again"));
              }),
          new Decision(
              "a commit without changes",
              "no-changes-to-commit, unless allowed",
              KEPT,
              "the same",
              s -> refused(ErrorKind.NO_CHANGES_TO_COMMIT, () -> s.session().commit("nothing"))),
          new Decision(
              "user agents of requests for nobody in particular",
              "say which array and chunk they are for",
              BETTER,
              "do not: names of arrays go to a store's logs only where an Attribution was given",
              s -> {
                try (S3Server server = S3Server.start()) {
                  List<Written> arrays = List.of(new Written("a", "0"));
                  AttributedWork.run(server, "p", Attribution.NONE, arrays);
                  Set<String> seen = AttributedWork.seen(server, "p");
                  assertEquals(4, seen.size());
                  assertFalse(seen.toString().contains("="));
                }
              }));

  private RepositoryDecisions() {}
}
