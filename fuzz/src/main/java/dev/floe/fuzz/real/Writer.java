package dev.floe.fuzz.real;

import dev.floe.fuzz.isolation.Transaction;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import dev.floe.fuzz.isolation.TransactionText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process that writes, from outside. Whoever starts it ends it; a thread of its own hears what
/// it says.
final class Writer {
  private final String name;
  private final Process process;
  private final Thread listener;
  private final Map<String, Transaction> transactions = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();
  private final List<String> strange = new ArrayList<>();
  private Optional<String> bite = Optional.empty();
  private int commits;
  private int ended;
  private boolean isReady;
  private boolean isDone;

  Writer(String name, Process process) {
    this.name = name;
    this.process = process;
    this.listener = Thread.ofPlatform().daemon().name("hears " + name).start(this::listen);
  }

  private void listen() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        hear(line);
      }
    } catch (IOException e) {
      // A process that was killed.
    }
  }

  private synchronized void hear(String line) {
    int blank = line.indexOf(' ');
    String word = blank < 0 ? line : line.substring(0, blank);
    String rest = line.substring(blank + 1);
    switch (word) {
      case "READY" -> isReady = true;
      case "DONE" -> isDone = true;
      case "BITES" -> bite = Optional.of(rest);
      case "ERROR" -> errors.add(rest);
      case "BEGUN", "ENDED" -> {
        Transaction transaction = TransactionText.read(rest);
        transactions.put(transaction.name(), transaction);
        ended += word.equals("ENDED") ? 1 : 0;
        if (word.equals("ENDED")
            && transaction.outcome() == Outcome.COMMITTED
            && !transaction.onlyReads()) {
          commits++;
        }
      }
      default -> strange.add(line);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// What it did, in its words.
  synchronized List<Transaction> transactions() {
    return List.copyOf(transactions.values());
  }

  /// How often it committed something.
  synchronized int commits() {
    return commits;
  }

  /// How many of its transactions have come to an end, whichever.
  synchronized int ended() {
    return ended;
  }

  synchronized List<String> errors() {
    return List.copyOf(errors);
  }

  /// What it said that was no word of the protocol, such as why it died.
  synchronized List<String> strange() {
    return List.copyOf(strange);
  }

  synchronized Optional<String> bite() {
    return bite;
  }

  synchronized boolean isReady() {
    return isReady;
  }

  synchronized boolean isDone() {
    return isDone;
  }

  /// Sends it a signal, such as `STOP`.
  void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Kills it, and hears what it had said.
  void kill() {
    process.toHandle().destroyForcibly();
    join();
  }

  /// With what it left, once it has.
  int exitCode() {
    return process.exitValue();
  }

  /// Lets it come to an end after its transaction.
  void finish() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append("END\n").flush();
    } catch (IOException e) {
      // It is dead.
    }
  }

  private void join() {
    try {
      process.waitFor();
      listener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
