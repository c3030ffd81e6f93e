package dev.floe;

import dev.floe.config.ManifestConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.error.SessionStateException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.ForkBytes;
import dev.floe.internal.commit.ForkBytesReader;
import dev.floe.internal.commit.ForkFit;
import dev.floe.internal.commit.RepoInfoUpdates;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.SnapshotNodes;
import java.security.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The bytes of a fork, opened in the repository that they were made in.
final class ForkOpening {
  private final RepositoryParts parts;
  private final ForkBytes.Fork fork;

  private ForkOpening(RepositoryParts parts, ForkBytes.Fork fork) {
    this.parts = parts;
    this.fork = fork;
  }

  /// @param key what the bytes are sealed with, or null
  static ForkSession open(RepositoryParts parts, byte[] bytes, Key key) {
    return new ForkOpening(parts, ForkBytesReader.read(bytes, key)).open();
  }

  /// When the first snapshot of a repository of format 2 was written, which never changes; unknown
  /// in format 1 and where another than the usual one was the first.
  static long createdMicros(Optional<RepoInfo> info) {
    return info.flatMap(known -> known.snapshot(SnapshotId.INITIAL))
        .map(first -> ChronoUnit.MICROS.between(Instant.EPOCH, first.flushedAt()))
        .orElse(ForkBytes.UNKNOWN);
  }

  /// What a fork has of a configuration.
  static RepositoryConfig settings(RepositoryConfig config) {
    return onto(RepositoryConfig.empty(), config);
  }

  private static RepositoryConfig onto(RepositoryConfig under, RepositoryConfig settings) {
    ManifestConfig manifest =
        under.manifest().toBuilder().splitting(settings.manifest().splitting()).build();
    return under.toBuilder()
        .inlineChunkThresholdBytes(settings.inlineChunkThresholdBytes())
        .manifest(manifest)
        .build();
  }

  private ForkSession open() {
    SpecVersion format = parts.assets().specVersion();
    if (format != fork.specVersion()) {
      throw elsewhere("format " + fork.specVersion().text(), "format " + format.text());
    }
    if (format == SpecVersion.V2) {
      requirePoint();
    }
    try {
      ForkFit.check(fork, new SnapshotNodes(parts.assets(), fork.point()));
    } catch (StorageException e) {
      throw e.kind() == ErrorKind.OBJECT_NOT_FOUND ? collected() : e;
    }
    RepositoryParts own = parts.with(onto(parts.config(), fork.settings()));
    return new ForkSession(own, SessionCore.fork(own.services(), fork.point(), fork.changes()));
  }

  private void requirePoint() {
    RepoInfo info =
        parts
            .assets()
            .repoInfo()
            .map(StoredRepoInfo::info)
            .orElseThrow(() -> RepositoryOpening.notFound(parts.assets().storage()));
    RepoInfoUpdates.requireOnline(info.status());
    long created = createdMicros(Optional.of(info));
    if (created != fork.createdMicros()) {
      throw elsewhere(created(fork.createdMicros()), created(created));
    }
    if (!info.hasSnapshot(fork.point())) {
      throw collected();
    }
  }

  private static String created(long micros) {
    return micros == ForkBytes.UNKNOWN
        ? "an unknown first snapshot"
        : "a first snapshot of " + Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private SessionStateException elsewhere(String expected, String found) {
    return new SessionStateException(
        ErrorKind.MERGE_NOT_ALLOWED,
        "fork: expected the repository that it was made in, with "
            + expected
            + ", found "
            + parts.assets().storage().location()
            + " with "
            + found);
  }

  private NotFoundException collected() {
    return new NotFoundException(
        ErrorKind.SNAPSHOT_NOT_FOUND,
        "fork: its fork point "
            + fork.point()
            + " is not in "
            + parts.assets().storage().location()
            + ": it was collected as garbage, or the fork is of another repository");
  }
}
