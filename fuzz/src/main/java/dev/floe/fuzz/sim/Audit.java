package dev.floe.fuzz.sim;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.fuzz.isolation.History;
import dev.floe.fuzz.isolation.Level;
import dev.floe.fuzz.isolation.Operation;
import dev.floe.fuzz.isolation.Transaction;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.codec.Zstd;
import dev.floe.maintenance.VerifyScope;
import dev.floe.memory.SegmentPool;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks at what is left when all is over, and at every state that the repository ever had.
final class Audit {
  private static final long POOL_BYTES = 64L << 20;

  private final World world;

  Audit(World world) {
    this.world = world;
  }

  /// Opens the repository, verifies it and reads everything, as the last transaction.
  void read(SimulatedProcess process, RefChanges refs) {
    Engine engine = world.engine(process);
    Repository repository = world.opened(process, engine);
    if (repository == null) {
      return;
    }
    try (repository) {
      repository.verify(
          new VerifyScope(true, false),
          problem -> world.found("the repository is damaged: " + problem));
      refs.check(repository);
      world.plan().setting().branchNames().forEach(branch -> read(repository, branch));
    }
  }

  private void read(Repository repository, String branch) {
    long begin = world.scheduler().tick();
    Version tip = Version.branch(branch);
    SnapshotId base = repository.resolve(tip);
    Store store = repository.readonlySession(tip).store();
    List<Operation> seen = new ArrayList<>();
    List<String> keys;
    try (Stream<String> listed = store.list()) {
      keys = listed.sorted().toList();
    }
    seen.add(new Operation.Listing("", Operation.Listing.Kind.KEYS, Set.copyOf(keys)));
    keys.forEach(key -> seen.add(new Operation.Read(key, Values.read(store, key))));
    world
        .transactions(branch)
        .add(
            new Transaction(
                "audit",
                Level.STRICT_SERIALIZABLE,
                Optional.of(base.text()),
                begin,
                world.scheduler().tick(),
                seen,
                Outcome.COMMITTED,
                Optional.empty()));
  }

  /// What happened on a branch, with its commits as every state of the repository file shows them.
  History history(String branch) {
    Set<String> names =
        world.transactions(branch).stream().map(Transaction::name).collect(Collectors.toSet());
    List<History.Commit> ancestry = new ArrayList<>();
    try (Zstd zstd = new Zstd(1);
        SegmentPool pool = new SegmentPool(SegmentPool.Options.limitedTo(POOL_BYTES), () -> 0)) {
      AssetManager assets =
          new AssetManager(null, SpecVersion.V2, pool, new CacheBudget(0), zstd, 1);
      SnapshotId last = null;
      for (byte[] file : world.store().objects().repositoryFiles()) {
        RepoInfo info = assets.decodeRepoInfo(MemorySegment.ofArray(file), "repo");
        SnapshotId tip = info.branches().get(branch);
        if (tip != null && !tip.equals(last)) {
          newest(info, tip, last).forEach(id -> ancestry.add(commit(info, id, names)));
          last = tip;
        }
      }
    }
    return new History(ofWhatIsLeft(branch, ancestry), ancestry);
  }

  /// On files of one machine a state can be seen a moment before it is on the disk. Where a cut of
  /// the power undid it, those who saw it died as well; what they read is forgotten with it, unless
  /// they were told that they committed something.
  private List<Transaction> ofWhatIsLeft(String branch, List<History.Commit> ancestry) {
    if (world.store().objects().undoneStates() == 0) {
      return world.transactions(branch);
    }
    Set<String> left = ancestry.stream().map(History.Commit::snapshot).collect(Collectors.toSet());
    return world.transactions(branch).stream()
        .filter(transaction ->
            transaction.snapshot().isPresent()
                || transaction.base().filter(base -> !left.contains(base)).isEmpty())
        .toList();
  }

  /// The snapshots from one after `last` up to `tip`: several where commits were published
  /// together.
  private List<SnapshotId> newest(RepoInfo info, SnapshotId tip, SnapshotId last) {
    List<SnapshotId> chain = new ArrayList<>();
    SnapshotId at = tip;
    while (at != null && !at.equals(last)) {
      chain.addFirst(at);
      at = info.parentOf(at).orElse(null);
    }
    if (last != null && at == null) {
      world.found(
          "the branch jumped from " + last + " to " + tip + ", which does not descend from it");
    }
    return chain;
  }

  private static History.Commit commit(RepoInfo info, SnapshotId id, Set<String> names) {
    SnapshotInfo snapshot = info.snapshot(id).orElseThrow();
    return new History.Commit(
        id.text(),
        snapshot.parentId().map(SnapshotId::text),
        Optional.of(snapshot.message()).filter(names::contains));
  }

  /// What was told must be so: who was told of a success is in the history, once and as told, and
  /// who was told of a failure is not.
  void checkOutcomes(History history) {
    Map<String, List<String>> commits = new HashMap<>();
    for (History.Commit commit : history.ancestry()) {
      commit
          .transaction()
          .ifPresent(
              name -> commits.computeIfAbsent(name, _ -> new ArrayList<>()).add(commit.snapshot()));
    }
    for (Transaction transaction : history.transactions()) {
      List<String> made = commits.getOrDefault(transaction.name(), List.of());
      if (made.size() > 1) {
        world.found(transaction.name() + " was committed more than once: " + made);
      }
      if (transaction.outcome() == Outcome.FAILED && !made.isEmpty()) {
        world.found(transaction.name() + " was told of a failure, and was committed: " + made);
      }
      boolean wrote = transaction.outcome() == Outcome.COMMITTED && !transaction.onlyReads();
      if (wrote && !made.equals(transaction.snapshot().stream().toList())) {
        world.found(
            transaction.name()
                + " was told "
                + transaction.snapshot()
                + ", and the branch has "
                + made);
      }
    }
  }
}
