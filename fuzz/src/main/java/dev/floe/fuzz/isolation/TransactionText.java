package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Operation.Delete;
import dev.floe.fuzz.isolation.Operation.DeleteTree;
import dev.floe.fuzz.isolation.Operation.Listing;
import dev.floe.fuzz.isolation.Operation.Move;
import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.Operation.Unreadable;
import dev.floe.fuzz.isolation.Operation.Write;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A transaction as one line, from one process to another: fields between tabs, in them words
/// between blanks, in them elements between commas. What is empty is a dash.
///
/// ```
/// name level base begin end outcome snapshot  R·a/c/0·t1.0,t2.0  W·a/c/0·t1.0,t2.0,t3.0  …
/// ```
public final class TransactionText {
  private static final String NOTHING = "-";
  private static final int HEAD = 7;

  private TransactionText() {}

  /// The line, without its end.
  public static String write(Transaction transaction) {
    StringBuilder line = new StringBuilder(transaction.name());
    line.append('\t').append(transaction.level());
    line.append('\t').append(transaction.base().orElse(NOTHING));
    line.append('\t').append(transaction.beginNanos());
    line.append('\t').append(transaction.endNanos());
    line.append('\t').append(transaction.outcome());
    line.append('\t').append(transaction.snapshot().orElse(NOTHING));
    transaction.operations().forEach(operation -> line.append('\t').append(words(operation)));
    return line.toString();
  }

  private static String words(Operation operation) {
    return switch (operation) {
      case Read(String key, List<String> seen) -> "R " + key + " " + joined(seen);
      case Unreadable(String key, String error) -> "U " + key + " " + error.replaceAll("\\s+", "_");
      case Listing(String prefix, Listing.Kind kind, Set<String> seen) ->
          "L " + kind + " " + text(prefix) + " " + joined(new TreeSet<>(seen));
      case Write(String key, List<String> value) -> "W " + key + " " + joined(value);
      case Delete(String key) -> "D " + key;
      case DeleteTree(String path) -> "T " + text(path);
      case Move(String from, String to) -> "M " + from + " " + to;
    };
  }

  private static String text(String text) {
    return text.isEmpty() ? NOTHING : text;
  }

  private static String joined(Collection<String> elements) {
    return text(String.join(",", elements));
  }

  /// The transaction that a line says.
  ///
  /// @throws IllegalArgumentException if it says none
  public static Transaction read(String line) {
    String[] fields = line.split("\t");
    if (fields.length < HEAD) {
      throw new IllegalArgumentException("not a transaction: " + line);
    }
    return new Transaction(
        fields[0],
        Level.valueOf(fields[1]),
        optional(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        Arrays.stream(fields).skip(HEAD).map(TransactionText::operation).toList(),
        Outcome.valueOf(fields[5]),
        optional(fields[6]));
  }

  private static Optional<String> optional(String text) {
    return text.equals(NOTHING) ? Optional.empty() : Optional.of(text);
  }

  private static Operation operation(String field) {
    String[] words = field.split(" ");
    return switch (words[0]) {
      case "R" -> new Read(words[1], elements(words[2]));
      case "U" -> new Unreadable(words[1], words[2]);
      case "L" ->
          new Listing(
              optional(words[2]).orElse(""),
              Listing.Kind.valueOf(words[1]),
              Set.copyOf(elements(words[3])));
      case "W" -> new Write(words[1], elements(words[2]));
      case "D" -> new Delete(words[1]);
      case "T" -> new DeleteTree(optional(words[1]).orElse(""));
      case "M" -> new Move(words[1], words[2]);
      default -> throw new IllegalArgumentException("not an operation: " + field);
    };
  }

  private static List<String> elements(String text) {
    return text.equals(NOTHING) ? List.of() : List.of(text.split(","));
  }
}
