package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.Update;
import dev.floe.internal.binary.RepoInfo;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The operations log, newest first, through the saved files in which it goes on; each is fetched
/// when the entry before it was taken. A saved file that is gone ends the log, and [#isComplete]
/// says so. One thread.
public final class OperationsHistory implements Iterator<LoggedOperation> {
  private final Function<String, Optional<RepoInfo>> backups;
  private RepoInfo file;
  private Optional<String> fileName = Optional.empty();
  private int next;
  private Instant lastTime = Instant.MAX;
  private boolean complete = true;

  /// @param live the repository file
  /// @param backups fetches a saved file by its name below `overwritten/`
  public OperationsHistory(RepoInfo live, Function<String, Optional<RepoInfo>> backups) {
    this.file = live;
    this.backups = backups;
  }

  /// All entries as a stream.
  public static Stream<LoggedOperation> stream(
      RepoInfo live, Function<String, Optional<RepoInfo>> backups) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new OperationsHistory(live, backups), traits), false);
  }

  @Override
  public boolean hasNext() {
    while (file != null && next == file.latestUpdates().size()) {
      open(file.repoBeforeUpdates());
    }
    return file != null;
  }

  private void open(Optional<String> name) {
    fileName = name;
    next = 0;
    file = name.flatMap(backups).orElse(null);
    complete &= file != null || name.isEmpty();
    if (file != null) {
      requireOlder(file, name.get());
    }
  }

  /// Times fall from file to file, so that no circle of files goes on for ever.
  private void requireOlder(RepoInfo older, String name) {
    Instant newest =
        older.latestUpdates().isEmpty()
            ? Instant.MAX
            : older.latestUpdates().getFirst().updatedAt();
    if (!newest.isBefore(lastTime)) {
      throw new FormatException(
          ErrorKind.INVALID_FILE_FORMAT,
          "overwritten/" + name,
          -1,
          "operations before " + lastTime,
          "" + newest);
    }
  }

  @Override
  public LoggedOperation next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Update entry = file.latestUpdates().get(next++);
    lastTime = entry.updatedAt();
    return new LoggedOperation(
        entry.updatedAt(), entry.type(), entry.backupPath().or(() -> fileName));
  }

  /// Whether no saved file was missing so far.
  public boolean isComplete() {
    return complete;
  }
}
