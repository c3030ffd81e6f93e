package dev.floe.cli;

import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe checksum`.
@Command(
    name = "checksum",
    description = {"Prints the SHA-256, length and name of every key.", ""},
    footer = {
      "",
      "A key that cannot be read is reported on standard error and the others go on; the exit",
      "code is 1 then. JSON lines: {key, length, sha256}."
    })
final class ChecksumCommand extends ReadingCommand {
  private static final int AT_ONCE = 16;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "",
      paramLabel = "PREFIX",
      description = "Only what is at or below this group or array.")
  private String prefix;

  /// The outcome for one key.
  private sealed interface Outcome {
    record Sum(String key, long lengthBytes, String sha256) implements Outcome {}

    record Unreadable(String key, RuntimeException failure) implements Outcome {}
  }

  ChecksumCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Session session) {
    Store store = session.store();
    int[] unreadable = {0};
    try (Stream<String> keys = store.listPrefix(prefix);
        Progress progress = new Progress(around(), "keys", 0)) {
      keys.gather(Gatherers.mapConcurrent(AT_ONCE, key -> outcome(store, key)))
          .forEach(outcome -> {
            unreadable[0] += print(outcome);
            progress.advance(1);
          });
    }
    return unreadable[0] == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  /// Prints an outcome and answers how many failures that is.
  private int print(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Sum(String key, long lengthBytes, String sha256) -> {
        line(
            json()
                ? new Fields().text("key", key).number("length", lengthBytes).text("sha256", sha256)
                : sha256 + "  " + lengthBytes + "  " + key);
        yield 0;
      }
      case Outcome.Unreadable(String key, RuntimeException failure) -> {
        around().out().flush();
        around().err().println("floe: " + Plain.line(key) + ": " + CommandTree.describe(failure));
        yield 1;
      }
    };
  }

  private static Outcome outcome(Store store, String key) {
    try {
      Optional<SegmentLease> found = store.get(key);
      if (found.isEmpty()) {
        return new Outcome.Unreadable(
            key, ErrorKind.KEY_NOT_FOUND.exception("it is listed, but there is nothing under it"));
      }
      try (SegmentLease lease = found.get()) {
        MessageDigest digest = sha256();
        Segments.feed(lease.segment(), digest::update);
        return new Outcome.Sum(
            key, lease.segment().byteSize(), HexFormat.of().formatHex(digest.digest()));
      }
    } catch (RuntimeException e) {
      return new Outcome.Unreadable(key, e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
