package dev.floe.spec.decisions;

import static dev.floe.spec.decisions.Checks.GROUP;
import static dev.floe.spec.decisions.Checks.array;
import static dev.floe.spec.decisions.Checks.get;
import static dev.floe.spec.decisions.Checks.refused;
import static dev.floe.spec.decisions.Checks.set;
import static dev.floe.spec.decisions.Decision.Choice.BETTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.ForkSession;
import dev.floe.Session;
import dev.floe.SessionMode;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.ErrorKind;
import dev.floe.format.NodePath;
import java.util.List;
import java.util.Set;

/// Decisions about forks of sessions.
final class ForkDecisions {
  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "an array made before the fork and resized in it",
              "new and updated at once; the commit writes what it was before the fork",
              BETTER,
              "new, and what the fork made of it",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                ForkSession fork = s.session().fork();
                set(fork.store(), "a/zarr.json", array("[9]", "[1]"));
                s.session().merge(fork);
                assertTrue(s.session().status().updatedArrays().isEmpty());
                assertEquals(Set.of(NodePath.of("/a")), s.session().status().newArrays());
                s.committed();
                Session reader = s.repository().readonlySession(Version.MAIN);
                assertEquals(array("[9]", "[1]"), get(reader.store(), "a/zarr.json").orElseThrow());
              }),
          new Decision(
              "what the session changed before the fork, and the fork again",
              "a failed merge: both have updated, or deleted and made, the same node",
              BETTER,
              "no collision: the fork has seen it",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                set(s.store(), "b/zarr.json", array("[4]", "[1]"));
                s.session().commit("arrays");
                Session session = s.repository().writableSession("main");
                set(session.store(), "a/zarr.json", array("[5]", "[1]"));
                session.store().delete("b/zarr.json");
                ForkSession fork = session.fork();
                set(fork.store(), "a/zarr.json", array("[6]", "[1]"));
                set(fork.store(), "b/zarr.json", array("[6]", "[1]"));
                session.merge(fork);
                assertEquals(
                    array("[6]", "[1]"), get(session.store(), "a/zarr.json").orElseThrow());
              }),
          new Decision(
              "two forks that make a group and an array at one path",
              "merged; the snapshot has two nodes there",
              BETTER,
              "merge-failed",
              s -> {
                ForkSession group = s.session().fork();
                ForkSession array = s.session().fork();
                set(group.store(), "x/zarr.json", GROUP);
                set(array.store(), "x/zarr.json", array("[4]", "[1]"));
                refused(ErrorKind.MERGE_FAILED, () -> s.session().merge(group, array));
              }),
          new Decision(
              "a node that a fork made in a group that another fork deleted",
              "merged; the node has no group above it",
              BETTER,
              "merge-failed",
              s -> {
                set(s.store(), "g/zarr.json", GROUP);
                ForkSession deleting = s.session().fork();
                ForkSession making = s.session().fork();
                deleting.store().delete("g/zarr.json");
                set(making.store(), "g/h/zarr.json", GROUP);
                refused(ErrorKind.MERGE_FAILED, () -> s.session().merge(deleting, making));
              }),
          new Decision(
              "a fork of another session, or of this one before it was rebased",
              "merged, whatever lies between the two",
              BETTER,
              "merge-not-allowed",
              s -> {
                Session other = s.repository().writableSession("main");
                refused(ErrorKind.MERGE_NOT_ALLOWED, () -> s.session().merge(other.fork()));
                ForkSession before = s.session().fork();
                s.repository()
                    .transaction("main", "meanwhile", store -> set(store, "g/zarr.json", GROUP));
                s.session().rebase(new ConflictDetector());
                refused(ErrorKind.MERGE_NOT_ALLOWED, () -> s.session().merge(before));
              }),
          new Decision(
              "the snapshot that a fork begins at",
              "written and recorded nowhere",
              BETTER,
              "recorded as detached, with an entry in the operations log",
              s -> {
                s.session().fork();
                assertEquals(2, s.repository().snapshots().count());
                assertEquals(2, s.repository().operations().count());
              }),
          new Decision(
              "a fork that is flushed",
              "refused",
              BETTER,
              "a detached snapshot on top of the one where the fork began",
              s -> {
                ForkSession fork = s.session().fork();
                set(fork.store(), "g/zarr.json", GROUP);
                Version flushed = Version.snapshot(fork.flush("aside", CommitOptions.STANDARD));
                assertEquals(
                    List.of("aside", "fork", "Repository initialized"),
                    s.repository().ancestry(flushed).map(info -> info.message()).toList());
              }),
          new Decision(
              "the mode of a fork",
              "readonly, though it takes changes",
              BETTER,
              "writable",
              s -> assertEquals(SessionMode.WRITABLE, s.session().fork().mode())));

  private ForkDecisions() {}
}
