package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Operation.Delete;
import dev.floe.fuzz.isolation.Operation.DeleteTree;
import dev.floe.fuzz.isolation.Operation.Listing;
import dev.floe.fuzz.isolation.Operation.Move;
import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.Operation.Write;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// A map of keys to values on which random transactions run one after the other, which is what a
/// serial execution is. It can lie once.
final class SerialStore {
  private static final List<String> NODES = List.of("a", "g", "g/b", "g/h", "d");

  private final Random random;
  private Map<String, List<String>> keys = new TreeMap<>();
  private Map<String, List<String>> before = new TreeMap<>();
  private boolean lies;
  private boolean lied;
  private int elements;

  SerialStore(Random random) {
    this.random = random;
  }

  boolean lied() {
    return lied;
  }

  /// @param lying the number of the transaction that sees one key as it was before
  History run(int count, int lying) {
    List<Transaction> transactions = new ArrayList<>();
    List<History.Commit> ancestry = new ArrayList<>();
    ancestry.add(new History.Commit("@", Optional.empty(), Optional.empty()));
    for (int i = 0; i < count; i++) {
      String name = "t" + i;
      Map<String, List<String>> start = new TreeMap<>(keys);
      lies = i == lying;
      String base = ancestry.getLast().snapshot();
      List<Operation> operations = operations(i);
      boolean fails = random.nextInt(6) == 0;
      Transaction transaction =
          new Transaction(
              name,
              Level.SERIALIZABLE,
              random.nextInt(4) == 0 && !lies ? Optional.empty() : Optional.of(base),
              10L * i,
              10L * i + 5,
              operations,
              fails ? Outcome.FAILED : Outcome.COMMITTED,
              Optional.empty());
      transactions.add(transaction);
      if (fails) {
        keys = start;
      } else if (!transaction.onlyReads()) {
        before = start;
        ancestry.add(new History.Commit("@" + name, Optional.of(base), Optional.of(name)));
      }
    }
    return new History(transactions, ancestry);
  }

  private List<Operation> operations(int number) {
    List<Operation> operations = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      // Sessions that move nodes do nothing else.
      boolean mayMove = operations.stream().noneMatch(each -> each.changes());
      operations.add(operation(number, mayMove && i == count - 1));
    }
    return operations;
  }

  private Operation operation(int number, boolean mayMove) {
    String node = NODES.get(random.nextInt(NODES.size()));
    String document = node + "/zarr.json";
    String chunk = node + "/c/" + random.nextInt(3);
    int kind = random.nextInt(mayMove ? 9 : 8);
    return switch (kind) {
      case 0, 1 -> read(random.nextBoolean() ? document : chunk);
      case 2 -> new Listing(node, Listing.Kind.NODES, below(node, true));
      case 3 -> new Listing("", Listing.Kind.KEYS, below("", false));
      case 4, 5 -> keys.containsKey(document) ? write(number, chunk) : write(number, document);
      case 6 -> delete(chunk, document);
      case 7 -> {
        if (random.nextBoolean()) {
          yield write(number, document);
        }
        keys.keySet().removeAll(below(node, false));
        yield new DeleteTree(node);
      }
      default -> move(node);
    };
  }

  private Operation delete(String chunk, String document) {
    if (!keys.containsKey(document)) {
      return read(chunk);
    }
    keys.remove(chunk);
    return new Delete(chunk);
  }

  private Operation write(int number, String key) {
    List<String> value = new ArrayList<>(keys.getOrDefault(key, List.of()));
    value.add("t" + number + "." + elements++);
    keys.put(key, value);
    return new Write(key, value);
  }

  private Read read(String key) {
    List<String> now = keys.getOrDefault(key, List.of());
    List<String> then = before.getOrDefault(key, List.of());
    if (lies && !lied && !now.equals(then)) {
      lied = true;
      return new Read(key, then);
    }
    return new Read(key, now);
  }

  private Operation move(String from) {
    String to = "m" + elements++;
    if (below(from, false).isEmpty()) {
      return read(from + "/zarr.json");
    }
    for (String key : below(from, false)) {
      keys.put(to + key.substring(from.length()), keys.remove(key));
    }
    return new Move(from, to);
  }

  private TreeSet<String> below(String prefix, boolean documents) {
    TreeSet<String> found = new TreeSet<>();
    for (String key : keys.keySet()) {
      StoreKey parts = StoreKey.of(key);
      if (StoreKey.isWithin(parts.node(), prefix) && (!documents || parts.isDocument())) {
        found.add(key);
      }
    }
    return found;
  }
}
