package dev.floe.bench.compare;

import dev.floe.bench.compare.peer.Peer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who takes part, and how they are started. To add one, write a program that answers the requests
/// of `bench/reference/src/main.rs` and name its command here.
final class Peers implements AutoCloseable {
  static final String FLOE = "floe";
  static final String FLOOR = "floor";

  private final Map<String, List<String>> commands = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, List<PeerProcess>> running = new LinkedHashMap<>();
  private final File errors;

  /// @param python of an environment with the reference, or where none is: its path is shown
  /// @param rust the built program, likewise
  Peers(Path python, Path script, Path rust, File errors) throws IOException {
    this.errors = errors;
    commands.put(FLOE, java("floe"));
    offer("rust", rust, List.of(rust.toString()), "cargo did not build it: see above");
    offer(
        "python",
        python,
        List.of(python.toString(), script.toString()),
        "no environment with the reference: see above");
    commands.put(FLOOR, java("floor"));
    for (String peer : List.copyOf(commands.keySet())) {
      PeerProcess.Reply version = process(peer, 0).ask("version");
      if (version.isOk()) {
        versions.put(peer, version.values().get("version"));
      } else {
        commands.remove(peer);
        missing.put(peer, version.text());
      }
    }
  }

  private void offer(String peer, Path program, List<String> command, String otherwise) {
    if (Files.isExecutable(program)) {
      commands.put(peer, command);
    } else {
      missing.put(peer, otherwise);
    }
  }

  private static List<String> java(String which) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Xms1g",
        "-Xmx1g",
        "-classpath",
        System.getProperty("java.class.path"),
        Peer.class.getName(),
        which);
  }

  /// Those that take part: Floe, the others, and the floor.
  List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /// Those that do not, and why.
  Map<String, String> missing() {
    return missing;
  }

  Map<String, String> versions() {
    return versions;
  }

  /// One of the processes of a peer; it is started when it is first needed.
  PeerProcess process(String peer, int index) throws IOException {
    List<PeerProcess> processes = running.computeIfAbsent(peer, _ -> new ArrayList<>());
    while (processes.size() <= index) {
      processes.add(new PeerProcess(commands.get(peer), Sources.ENVIRONMENT, errors));
    }
    return processes.get(index);
  }

  /// Ends all processes of all peers but the first of each.
  void endTeams() {
    for (List<PeerProcess> processes : running.values()) {
      while (processes.size() > 1) {
        processes.removeLast().close();
      }
    }
  }

  /// A peer that failed starts anew.
  void restart(String peer) {
    List<PeerProcess> processes = running.remove(peer);
    if (processes != null) {
      processes.forEach(PeerProcess::close);
    }
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::restart);
  }
}
