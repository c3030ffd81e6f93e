package dev.floe.fuzz.isolation;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotInfo;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import dev.floe.memory.SegmentLease;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A session whose reads and writes are noted, for a [History]. One thread uses it, once.
public final class RecordedSession {
  private final String name;
  private final Level level;
  private final LongSupplier nanoClock;
  private final long begin;
  private final Session session;
  private final String base;
  private final List<Operation> operations = new ArrayList<>();
  private int elements;
  private IcechunkException failure;

  /// Opens a session.
  ///
  /// @param name of the transaction
  /// @param level what it is promised
  /// @param nanoClock one for all sessions of a history
  /// @param opening opens the session, on the branch's tip
  public RecordedSession(
      String name, Level level, LongSupplier nanoClock, Supplier<Session> opening) {
    this.name = name;
    this.level = level;
    this.nanoClock = nanoClock;
    this.begin = nanoClock.getAsLong();
    this.session = opening.get();
    this.base = session.snapshotId().text();
  }

  /// Reads a key; the empty list if it is not there.
  ///
  /// @throws IcechunkException if it cannot be read, which is noted where it says that something is
  ///   gone or broken
  public List<String> read(String key) {
    List<String> seen;
    try {
      seen = value(key);
    } catch (IcechunkException e) {
      if (e instanceof FormatException || e.kind() == ErrorKind.OBJECT_NOT_FOUND) {
        operations.add(new Operation.Unreadable(key, String.valueOf(e.getMessage())));
      }
      throw e;
    }
    operations.add(new Operation.Read(key, seen));
    return seen;
  }

  private List<String> value(String key) {
    Optional<SegmentLease> found = session.store().get(key);
    if (found.isEmpty()) {
      return List.of();
    }
    try (SegmentLease lease = found.get()) {
      byte[] bytes = lease.segment().toArray(ValueLayout.JAVA_BYTE);
      return StoredValues.elements(StoreKey.of(key), bytes);
    }
  }

  /// Reads a key and writes it with one element more.
  ///
  /// @param isArray whether it is the document of an array, if it is one
  public void append(String key, boolean isArray) {
    List<String> value = new ArrayList<>(read(key));
    value.add(name + "." + elements++);
    write(key, value, isArray);
  }

  /// Writes a key, whatever is there.
  ///
  /// @param isArray whether it is the document of an array, if it is one
  public void overwrite(String key, boolean isArray) {
    write(key, List.of(name + "." + elements++), isArray);
  }

  private void write(String key, List<String> value, boolean isArray) {
    byte[] bytes;
    if (!StoreKey.of(key).isDocument()) {
      bytes = StoredValues.chunk(value, elements % 2 == 0);
    } else {
      bytes = isArray ? StoredValues.array(value) : StoredValues.group(value);
    }
    session.store().set(key, MemorySegment.ofArray(bytes));
    operations.add(new Operation.Write(key, value));
  }

  /// Deletes a chunk of an array that is there.
  public void delete(String key) {
    session.store().delete(key);
    operations.add(new Operation.Delete(key));
  }

  /// Deletes a node and those below it.
  public void deleteTree(String path) {
    session.store().delete(StoreKey.document(path).text());
    operations.add(new Operation.DeleteTree(path));
  }

  /// Moves a node.
  public void move(String from, String to) {
    session.move(NodePath.of("/" + from), NodePath.of("/" + to));
    operations.add(new Operation.Move(from, to));
  }

  /// Lists the documents of the nodes at and below a path.
  public Set<String> listNodes(String path) {
    try (Stream<String> found =
        session.nodes(NodePath.of("/" + path)).map(node -> node.path().toString().substring(1))) {
      Set<String> seen =
          found.map(node -> StoreKey.document(node).text()).collect(Collectors.toSet());
      operations.add(new Operation.Listing(path, Operation.Listing.Kind.NODES, seen));
      return seen;
    }
  }

  /// Lists all keys at and below a path.
  public Set<String> listKeys(String path) {
    try (Stream<String> found = session.store().listPrefix(path)) {
      Set<String> seen = found.collect(Collectors.toSet());
      operations.add(new Operation.Listing(path, Operation.Listing.Kind.KEYS, seen));
      return seen;
    }
  }

  /// Commits, under the transaction's name. An error but [CommitUnknownException] says that it
  /// never takes effect, as the engine promises.
  public Transaction commit(CommitOptions options) {
    if (operations.stream().noneMatch(Operation::changes)) {
      return done();
    }
    try {
      String snapshot = session.commit(name, options).text();
      return end(Outcome.COMMITTED, Optional.of(snapshot));
    } catch (CommitUnknownException e) {
      failure = e;
      return end(Outcome.UNKNOWN, Optional.empty());
    } catch (IcechunkException e) {
      failure = e;
      return end(Outcome.FAILED, Optional.empty());
    }
  }

  /// Why it did not come to its end or was not committed, unless that was a conflict, or nothing
  /// was left to commit.
  public Optional<IcechunkException> error() {
    return Optional.ofNullable(failure)
        .filter(e -> !(e instanceof ConflictException))
        .filter(e -> e.kind() != ErrorKind.NO_CHANGES_TO_COMMIT);
  }

  /// Ends one that only read.
  public Transaction done() {
    return end(Outcome.COMMITTED, Optional.empty());
  }

  /// Says why it did not come to its end.
  void failed(IcechunkException e) {
    failure = e;
  }

  /// Ends without a commit.
  public Transaction abandon() {
    return end(Outcome.FAILED, Optional.empty());
  }

  /// How it is before its outcome is known, in case it never will be.
  public Transaction unfinished() {
    return end(Outcome.UNKNOWN, Optional.empty());
  }

  private Transaction end(Outcome outcome, Optional<String> snapshot) {
    return new Transaction(
        name,
        level,
        Optional.of(base),
        begin,
        nanoClock.getAsLong(),
        operations,
        outcome,
        snapshot);
  }

  /// The history of a branch as it is now, when nothing can land any more.
  public static History history(
      Repository repository, String branch, List<Transaction> transactions) {
    Set<String> names = new HashSet<>();
    transactions.forEach(each -> names.add(each.name()));
    List<History.Commit> ancestry = new ArrayList<>();
    try (Stream<SnapshotInfo> snapshots = repository.ancestry(Version.branch(branch))) {
      snapshots.forEach(each ->
          ancestry.add(
              new History.Commit(
                  each.id().text(),
                  each.parentId().map(id -> id.text()),
                  Optional.of(each.message()).filter(names::contains))));
    }
    return new History(transactions, ancestry.reversed());
  }
}
