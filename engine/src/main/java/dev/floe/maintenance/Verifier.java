package dev.floe.maintenance;

import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.read.VirtualSources;
import java.util.function.Consumer;

/// Reads everything that a repository's refs and history reach and checks the rules of the format:
/// the repository file and its saved predecessors, every snapshot and transaction log, every
/// manifest, and that every chunk object is there with all the bytes that are referred to. Changes
/// nothing. What it finds it tells and goes on.
///
/// One use, one thread. Writers may go on meanwhile: what they commit afterwards is not looked at.
public final class Verifier {
  private final AssetManager assets;
  private final VirtualSources sources;
  private final VerifyScope scope;
  private final Consumer<Problem> sink;
  private long objects;
  private long problems;

  /// @param assets without a cache, so that the storage is what is looked at
  /// @param sink is told every problem when it is found
  @SuppressWarnings("exports") // for the repository alone
  public Verifier(
      AssetManager assets, VirtualSources sources, VerifyScope scope, Consumer<Problem> sink) {
    this.assets = assets;
    this.sources = sources;
    this.scope = scope;
    this.sink = sink;
  }

  /// Does the work.
  public VerifyReport run() {
    VerifiedChunks chunks = new VerifiedChunks(this, assets.storage(), sources);
    VerifiedSnapshots snapshots =
        new VerifiedSnapshots(this, assets, new VerifiedManifests(this, assets, chunks));
    VerifiedHistory history = new VerifiedHistory(this, assets);
    if (assets.specVersion() == SpecVersion.V2) {
      checked(AssetManager.REPO_KEY, () -> history.ofRepositoryFile(snapshots));
    } else {
      history.ofRefs(snapshots);
    }
    chunks.finish();
    return new VerifyReport(objects, problems);
  }

  VerifyScope scope() {
    return scope;
  }

  /// Runs the checks of one object; what they throw is a problem of it.
  void checked(String object, Runnable checks) {
    objects++;
    try {
      checks.run();
    } catch (IcechunkException e) {
      error(object, e.kind().code() + ": " + e.getMessage());
    }
  }

  void error(String object, String problem) {
    tell(new Problem(Problem.Severity.ERROR, object, problem));
  }

  void warning(String object, String problem) {
    tell(new Problem(Problem.Severity.WARNING, object, problem));
  }

  private void tell(Problem problem) {
    problems++;
    sink.accept(problem);
  }

  /// Checks that a transaction log is there and is that of its snapshot.
  void transactionLog(SnapshotId id) {
    String key = id.transactionLogKey();
    checked(
        key,
        () -> {
          SnapshotId found = assets.transactionLog(id).id();
          if (!found.equals(id)) {
            error(key, "expected the log of " + id + ", found that of " + found);
          }
        });
  }
}
