package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/// The least that a safe commit to a repository of local files can do, without an engine, by one
/// process or several; process 0 makes the directories. The repository file counts the commits
/// itself, so that one which is lost shows; it is as long as one of `before` commits at first.
///
/// ```
/// snapshot, manifest, log ──► lock ──► read repo ──► write its successor ──► rename ──► unlock
///          fsync of each and of its directory                  fsync        fsync of the directory
/// ```
///
/// Whose turn it is, is up to the kernel. Nothing is rebased: all files are written beforehand.
final class BareWriter implements Work {
  private static final int SMALL_BYTES = 1_024;

  /// By so much the repository file grows with a commit.
  private static final int ENTRY_BYTES = 40;

  private static final List<String> KINDS = List.of("snapshots", "manifests", "transactions");

  private final Path root;
  private final Path repo;
  private final String sum;
  private final long commits;
  private final BareFiles files;
  private final FileChannel lockFile;

  private BareWriter(Parameters with) throws IOException {
    root = with.directory("floor-0");
    repo = root.resolve("repo");
    commits = with.number("commits");
    sum = commits > 0 ? "" + with.number("process") : "";
    files = new BareFiles(with.is("fsync", "on"));
    if (with.number("process") == 0) {
      for (String kind : KINDS) {
        Files.createDirectories(root.resolve(kind));
      }
      files.write(repo, ByteBuffer.allocate(SMALL_BYTES + ENTRY_BYTES * with.count("before")));
    }
    lockFile =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static Work of(Parameters with) throws IOException {
    return with.is("storage", "local") ? new BareWriter(with) : null;
  }

  /// Of several processes, each says which it is.
  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    long count = commits > 0 ? commits : repetitions;
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      String id = UUID.randomUUID().toString();
      for (String kind : KINDS) {
        Path directory = root.resolve(kind);
        files.write(directory.resolve(id), ByteBuffer.allocate(SMALL_BYTES));
        files.syncNames(directory);
      }
      Path staged = root.resolve(id);
      try (FileLock _ = lockFile.lock()) {
        files.write(staged, next());
        Files.move(staged, repo, StandardCopyOption.ATOMIC_MOVE);
        files.syncNames(root);
      }
    }
    return Answer.of(count, System.nanoTime() - start);
  }

  /// What the repository file is after one more commit.
  private ByteBuffer next() throws IOException {
    byte[] before = Files.readAllBytes(repo);
    ByteBuffer next = ByteBuffer.allocate(before.length + ENTRY_BYTES).put(before);
    return next.putLong(0, next.getLong(0) + 1).rewind();
  }

  /// How many commits the repository file counts, if it is of several processes.
  @Override
  public String check() throws IOException {
    return sum.isEmpty() ? "" : Long.toString(ByteBuffer.wrap(Files.readAllBytes(repo)).getLong(0));
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
