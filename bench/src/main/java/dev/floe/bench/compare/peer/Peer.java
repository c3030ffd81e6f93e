package dev.floe.bench.compare.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A process that answers one line for each line on its standard input, until that ends.
public final class Peer {
  private final Map<String, Maker> cases;
  private Work work;

  private Peer(Map<String, Maker> cases) {
    this.cases = cases;
  }

  /// Prepares a case.
  interface Maker {
    Work make(Parameters with) throws Exception;
  }

  /// @param arguments `floe` or `floor`
  public static void main(String[] arguments) throws IOException {
    Map<String, Maker> cases = arguments[0].equals("floe") ? FloeCases.ALL : FloorCases.ALL;
    Peer peer = new Peer(cases);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(peer.answered(line));
      System.out.flush();
    }
    System.exit(0);
  }

  private String answered(String line) {
    try {
      return answer(line.split(" "));
    } catch (Exception | LinkageError failure) {
      failure.printStackTrace();
      return "error " + failure.toString().replace('\n', ' ');
    }
  }

  private String answer(String[] words) throws Exception {
    return switch (words[0]) {
      case "version" -> "ok version=" + Runtime.version();
      case "prepare" -> prepare(words);
      case "run" -> work.run(Long.parseLong(words[1])).line();
      case "check" -> "ok sum=" + work.check();
      case "close" -> closed();
      default -> "error unknown request " + words[0];
    };
  }

  private String prepare(String[] words) throws Exception {
    closed();
    Map<String, String> values = new HashMap<>();
    Arrays.stream(words)
        .skip(2)
        .map(word -> word.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair[1]));
    Maker maker = cases.get(words[1]);
    work = maker == null ? null : maker.make(new Parameters(values));
    return work == null ? "none no such case" : "ok sum=" + work.sum();
  }

  private String closed() throws Exception {
    if (work != null) {
      work.close();
      work = null;
    }
    return "ok";
  }
}
