package dev.floe.fuzz.sim;

import dev.floe.Session;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.fuzz.isolation.Operation;
import dev.floe.zarr.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Does the steps of one attempt of a transaction and takes them down as operations.
///
/// ```
/// /          a group
/// /r  /l     arrays of registers and of lists
/// /m0 /m1    groups whose documents change
/// /t         a group below which nodes n0 … n3 come, go and move
/// ```
final class Steps {
  /// How many chunks each array has.
  static final int CHUNKS = 6;

  private static final int NODES = 4;
  private static final List<String> DOCUMENTS = List.of("m0", "m1", "r", "l");

  private final String name;
  private final List<Operation> operations = new ArrayList<>();

  /// @param name of the attempt, from which elements get theirs
  Steps(String name) {
    this.name = name;
  }

  List<Operation> operations() {
    return operations;
  }

  private String element() {
    return name + ":" + operations.size();
  }

  void run(Session session, Step step) {
    Store store = session.store();
    int index = step.index();
    String register = "r/c/" + index % CHUNKS;
    String node = "t/n" + index % NODES;
    switch (step.kind()) {
      case READ -> read(store, register);
      case WRITE -> {
        read(store, register);
        write(store, register, List.of(element()));
      }
      case BLIND_WRITE -> write(store, register, List.of(element()));
      case APPEND -> append(store, "l/c/" + index % CHUNKS);
      case DELETE -> {
        if (!read(store, register).isEmpty()) {
          store.delete(register);
          operations.add(new Operation.Delete(register));
        }
      }
      case READ_DOCUMENT -> read(store, document(index));
      case APPEND_DOCUMENT -> append(store, document(index));
      case CREATE -> append(store, node + "/zarr.json");
      case WRITE_BELOW -> {
        if (!read(store, node + "/zarr.json").isEmpty()) {
          write(store, node + "/c/" + index % 2, List.of(element()));
        }
      }
      case DELETE_TREE -> {
        if (!read(store, node + "/zarr.json").isEmpty()) {
          store.deleteDirectory(node);
          operations.add(new Operation.DeleteTree(node));
        }
      }
      case LIST_NODES -> listNodes(session);
      case LIST_KEYS -> listKeys(store);
      case MOVE -> move(session, index);
    }
  }

  private static String document(int index) {
    return DOCUMENTS.get(index % DOCUMENTS.size()) + "/zarr.json";
  }

  private List<String> read(Store store, String key) {
    List<String> seen = Values.read(store, key);
    operations.add(new Operation.Read(key, seen));
    return seen;
  }

  private void append(Store store, String key) {
    List<String> more = new ArrayList<>(read(store, key));
    more.add(element());
    write(store, key, more);
  }

  /// Makes the first nodes.
  void makeAll(Store store) {
    for (String key : List.of("zarr.json", "t/zarr.json")) {
      write(store, key, List.of(element()));
    }
    for (String node : DOCUMENTS) {
      write(store, node + "/zarr.json", List.of(element()));
    }
  }

  private void write(Store store, String key, List<String> value) {
    boolean isArray = key.startsWith("r/") || key.startsWith("l/") || key.startsWith("t/n");
    if (!key.endsWith("zarr.json")) {
      store.set(key, Values.chunk(value, value.hashCode() % 2 == 0));
    } else if (isArray) {
      store.set(key, Values.array(CHUNKS, value));
    } else {
      store.set(key, Values.group(value));
    }
    operations.add(new Operation.Write(key, value));
  }

  private void listNodes(Session session) {
    Set<String> seen = new TreeSet<>();
    try (Stream<NodeSnapshot> nodes = session.nodes(NodePath.of("/t"))) {
      nodes.forEach(node -> seen.add(node.path().text().substring(1) + "/zarr.json"));
    }
    operations.add(new Operation.Listing("t", Operation.Listing.Kind.NODES, seen));
  }

  private void listKeys(Store store) {
    Set<String> seen;
    try (Stream<String> keys = store.list()) {
      seen = keys.collect(Collectors.toCollection(TreeSet::new));
    }
    operations.add(new Operation.Listing("", Operation.Listing.Kind.KEYS, seen));
  }

  private void move(Session session, int index) {
    String from = "t/n" + index % NODES;
    String to = "t/n" + (index + 1) % NODES;
    boolean there = !read(session.store(), from + "/zarr.json").isEmpty();
    boolean free = read(session.store(), to + "/zarr.json").isEmpty();
    if (there && free) {
      session.move(NodePath.of("/" + from), NodePath.of("/" + to));
      operations.add(new Operation.Move(from, to));
    }
  }
}
