package dev.floe.fuzz.hostile;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.internal.commit.CommitBytes;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.ForkBytes;
import dev.floe.internal.commit.ForkBytesReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Commits that one process leaves to another as bytes, without the sum at their end: it is added
/// to every input, or no damage would come past it.
final class CommitTarget implements Target {
  private static final SnapshotId ID = SnapshotId.random(new Random(5));
  private static final JsonObject PROPERTIES =
      JsonObject.of(Map.of("who", JsonValue.of("somebody"), "n", JsonValue.of(7)));

  @Override
  public String name() {
    return "commit-bytes";
  }

  @Override
  public List<byte[]> seeds() {
    return new ForkTarget()
        .seeds().stream()
            .map(seed -> ForkBytesReader.read(ForkTarget.sealed(seed), null))
            .map(fork -> new CommitBytes(ID, "main", "message", PROPERTIES, true, "{}", fork))
            .map(commit -> written(commit).orElseThrow())
            .map(bytes -> Arrays.copyOf(bytes, bytes.length - ForkTarget.SUM_BYTES))
            .toList();
  }

  private static Optional<byte[]> written(CommitBytes commit) {
    ForkBytes.Fork fork = commit.fork();
    fork.changes().freeze();
    Committer.Request request =
        new Committer.Request(
            Committer.Kind.COMMIT,
            commit.branch(),
            fork.point(),
            fork.changes(),
            commit.message(),
            commit.properties(),
            commit.allowEmpty(),
            false,
            path -> {},
            Optional.empty());
    return CommitBytes.of(commit.id(), request, commit.settings());
  }

  @Override
  public void read(byte[] input) {
    CommitBytes commit = CommitBytes.read(ForkTarget.sealed(input));
    written(commit)
        .ifPresent(bytes ->
            Checks.require(
                Arrays.equals(bytes, written(CommitBytes.read(bytes)).orElseThrow()),
                "another commit after it was written"));
  }
}
