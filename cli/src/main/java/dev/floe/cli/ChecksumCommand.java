package dev.floe.cli;

import dev.floe.Session;
import dev.floe.format.ByteRange;
import dev.floe.zarr.Store;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    Prefixes.require(session, prefix);
    int[] unreadable = {0};
    try (Stream<String> keys = store.listPrefix(prefix);
        Progress progress = new Progress(around(), "keys", 0)) {
      keys.gather(Gatherers.mapConcurrent(AT_ONCE, key -> outcome(store, key)))
          .forEach(outcome -> {
            unreadable[0] += print(outcome, progress);
            progress.advance(1);
          });
    }
    return unreadable[0] == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  /// Prints an outcome and answers how many failures that is.
  private int print(Outcome outcome, Progress progress) {
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
        progress.clear();
        around().err().println("floe: " + Plain.line(key) + ": " + Failures.describe(failure));
        yield 1;
      }
    };
  }

  private static Outcome outcome(Store store, String key) {
    try {
      StoredValue value = StoredValue.of(store, key);
      MessageDigest digest = sha256();
      value.read(ByteRange.all(), piece -> Segments.feed(piece, digest::update));
      return new Outcome.Sum(key, value.lengthBytes(), HexFormat.of().formatHex(digest.digest()));
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
