package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import dev.floe.fuzz.isolation.Dependency.Moments;
import dev.floe.fuzz.isolation.Operation.Listing;
import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.SessionView.Holds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// What the reads of transactions say: which version each saw, and with it after whom it came and
/// before whom. What a transaction changed itself it has to see.
final class ObservedReads {
  private final Map<String, Written> writes = new HashMap<>();
  private final BranchHistory branch;
  private final Consumer<Dependency> edges;
  private final Consumer<Anomaly> anomalies;
  private final List<Anomaly> unvalidated = new ArrayList<>();

  /// Who wrote an element.
  ///
  /// @param isLast whether it wrote no other to the same key after it
  private record Written(Transaction by, boolean isLast) {}

  ObservedReads(
      History history,
      BranchHistory branch,
      Consumer<Dependency> edges,
      Consumer<Anomaly> anomalies) {
    this.branch = branch;
    this.edges = edges;
    this.anomalies = anomalies;
    for (Transaction transaction : history.transactions()) {
      Map<String, String> last = new HashMap<>();
      for (Operation operation : transaction.operations()) {
        if (operation instanceof Operation.Write(String key, List<String> value)) {
          String before = last.put(key, value.getLast());
          if (before != null && !before.equals(value.getLast())) {
            writes.put(before, new Written(transaction, false));
          }
          writes.put(value.getLast(), new Written(transaction, true));
        }
      }
    }
  }

  void check(Transaction transaction) {
    SessionView view = branch.open(transaction);
    for (Operation operation : transaction.operations()) {
      switch (operation) {
        case Read read -> read(transaction, view, read);
        case Operation.Unreadable unreadable ->
            anomalies.accept(
                IsolationChecker.simple(Kind.UNREADABLE, transaction, unreadable.toString()));
        case Listing listing -> listing(transaction, view, listing);
        case Operation.Write _, Operation.Delete _, Operation.DeleteTree _, Operation.Move _ ->
            view.apply(operation);
      }
    }
  }

  private void read(Transaction reader, SessionView view, Read read) {
    switch (view.at(StoreKey.of(read.key()))) {
      case Holds.Own(List<String> value) -> {
        if (!value.equals(read.seen())) {
          anomalies.accept(
              IsolationChecker.simple(
                  Kind.OWN_WRITE_MISSED,
                  reader,
                  reader.name() + " expected its own " + value + " in \"" + read + "\""));
        }
      }
      case Holds.Base(StoreKey key) -> {
        if (written(reader, read)) {
          observe(reader, key.text(), version -> version.value().equals(read.seen()), read);
        }
      }
      case Holds.Unknown() -> written(reader, read);
    }
  }

  /// Whether all that was seen was written and committed, as its writer left it.
  private boolean written(Transaction reader, Read read) {
    Written before = null;
    for (String element : read.seen()) {
      Written written = writes.get(element);
      if (written == null) {
        anomalies.accept(
            IsolationChecker.simple(
                Kind.UNKNOWN_VALUE, reader, "nobody wrote " + element + ": " + read));
        return false;
      }
      boolean isLast = written.isLast || !element.equals(read.seen().getLast());
      if (written.by != reader && (!branch.isCommitted(written.by) || !isLast)) {
        Kind kind = isLast ? Kind.ABORTED_READ : Kind.INTERMEDIATE_READ;
        anomalies.accept(
            new Anomaly(
                kind,
                "\"%s\" has %s of %s, %s\n  %s\n  %s"
                    .formatted(
                        read,
                        element,
                        written.by.name(),
                        isLast ? "which never committed" : "which replaced it before it committed",
                        written.by,
                        reader),
                List.of(written.by.name(), reader.name())));
        return false;
      }
      if (before != null && before.by != written.by) {
        edges.accept(
            new Dependency(
                Dependency.Kind.WRITE_WRITE,
                before.by,
                written.by,
                read.key(),
                "stands in a list before",
                Moments.EFFECT_EFFECT));
      }
      before = written;
    }
    return true;
  }

  private void listing(Transaction reader, SessionView view, Listing listing) {
    TreeSet<String> keys = new TreeSet<>(branch.keys());
    keys.addAll(listing.seen());
    for (String text : keys) {
      StoreKey key = StoreKey.of(text);
      boolean isAsked =
          StoreKey.isWithin(key.node(), listing.prefix())
              && (listing.kind() == Listing.Kind.KEYS || key.isDocument());
      boolean isSeen = listing.seen().contains(text);
      if (!isAsked) {
        if (isSeen) {
          anomalies.accept(
              IsolationChecker.simple(
                  Kind.UNKNOWN_VALUE, reader, text + " does not belong in \"" + listing + "\""));
        }
        continue;
      }
      switch (view.at(key)) {
        case Holds.Own(List<String> value) -> {
          if (value.isEmpty() == isSeen) {
            anomalies.accept(
                IsolationChecker.simple(
                    Kind.OWN_WRITE_MISSED,
                    reader,
                    reader.name() + " itself made " + text + " " + value + ": " + listing));
          }
        }
        case Holds.Base(StoreKey at) ->
            observe(reader, at.text(), version -> version.isThere() == isSeen, listing);
        case Holds.Unknown() -> {}
      }
    }
  }

  /// Finds the versions that may have been seen and says who came before and after.
  private void observe(
      Transaction reader, String key, Predicate<Version> isSeen, Operation operation) {
    List<Version> versions = branch.versions(key);
    List<Integer> matching =
        IntStream.range(0, versions.size())
            .filter(i -> isSeen.test(versions.get(i)) && versions.get(i).writer() != reader)
            .boxed()
            .toList();
    if (matching.isEmpty()) {
      anomalies.accept(
          IsolationChecker.simple(
              Kind.UNKNOWN_VALUE, reader, key + " never was like that: " + operation));
      return;
    }
    int base = branch.baseOf(reader);
    if (base >= 0 && !isSeen.test(inForce(versions, base))) {
      anomalies.accept(
          IsolationChecker.simple(
              Kind.READ_OUTSIDE_BASE,
              reader,
              "expected %s of %s in \"%s\""
                  .formatted(inForce(versions, base).value(), key, operation)));
    }
    int first = seen(versions, matching, base);
    if (first < 0) {
      return;
    }
    Transaction writer = versions.get(first).writer();
    if (writer != null) {
      edges.accept(
          new Dependency(
              Dependency.Kind.WRITE_READ,
              writer,
              reader,
              key,
              versions.get(first).isThere() ? "was read by" : "deleted what was missed by",
              Moments.EFFECT_READ));
    }
    versions.subList(first + 1, versions.size()).stream()
        .filter(version -> !isSeen.test(version))
        .findFirst()
        .filter(version -> version.writer() != reader)
        .ifPresent(version -> overwritten(reader, version, key));
  }

  private void overwritten(Transaction reader, Version version, String key) {
    boolean validated =
        switch (reader.level()) {
          case STRICT_SERIALIZABLE, SERIALIZABLE ->
              branch.isCommitted(reader) || reader.onlyReads();
          case SNAPSHOT_ISOLATION, LOSSY -> false;
        };
    if (validated && version.position() < branch.commitOf(reader)) {
      unvalidated.add(
          new Anomaly(
              Kind.UNVALIDATED_READ,
              "%s committed after %s, which overwrote %s that it had read\n  %s\n  %s"
                  .formatted(reader.name(), version.writer().name(), key, version.writer(), reader),
              List.of(version.writer().name(), reader.name())));
    }
    Dependency overwritten =
        new Dependency(
            Dependency.Kind.READ_WRITE,
            reader,
            version.writer(),
            key,
            "read what was overwritten by",
            validated ? Moments.EFFECT_EFFECT : Moments.READ_EFFECT);
    edges.accept(overwritten);
  }

  /// Reads that were overwritten before their transaction committed, though it was promised that
  /// they would not.
  List<Anomaly> unvalidated() {
    return unvalidated;
  }

  private static Version inForce(List<Version> versions, int position) {
    Version found = versions.getFirst();
    for (Version version : versions) {
      if (version.position() <= position) {
        found = version;
      }
    }
    return found;
  }

  /// The version that was seen: of several the last of the base or before, else the first after it.
  /// Without a base the first of them if nothing else was there in between, else none: nobody who
  /// is innocent is accused.
  private static int seen(List<Version> versions, List<Integer> matching, int base) {
    if (base < 0) {
      boolean inOneRun = matching.getLast() - matching.getFirst() == matching.size() - 1;
      return inOneRun ? matching.getFirst() : -1;
    }
    return matching.reversed().stream()
        .filter(i -> versions.get(i).position() <= base)
        .findFirst()
        .orElseGet(matching::getFirst);
  }
}
