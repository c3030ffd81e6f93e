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

/// One of several processes that do, without an engine, the least that a safe commit to a common
/// repository of local files can do; process 0 makes the directories. The repository file counts
/// the commits itself, so that one which is lost shows.
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
  private final int process;
  private final int commits;
  private final boolean synced;
  private final FileChannel lockFile;

  private BareWriter(Parameters with) throws IOException {
    root = with.directory("floor-0");
    repo = root.resolve("repo");
    process = with.count("process");
    commits = with.count("commits");
    synced = with.is("fsync", "on");
    if (process == 0) {
      for (String kind : KINDS) {
        Files.createDirectories(root.resolve(kind));
      }
      write(repo, ByteBuffer.allocate(SMALL_BYTES));
    }
    lockFile =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static Work of(Parameters with) throws IOException {
    return with.is("storage", "local") ? new BareWriter(with) : null;
  }

  @Override
  public String sum() {
    return Integer.toString(process);
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < commits; i++) {
      String id = UUID.randomUUID().toString();
      for (String kind : KINDS) {
        Path directory = root.resolve(kind);
        write(directory.resolve(id), ByteBuffer.allocate(SMALL_BYTES));
        syncNames(directory);
      }
      Path staged = root.resolve(id);
      try (FileLock _ = lockFile.lock()) {
        write(staged, next());
        Files.move(staged, repo, StandardCopyOption.ATOMIC_MOVE);
        syncNames(root);
      }
    }
    return Answer.of(commits, System.nanoTime() - start);
  }

  /// What the repository file is after one more commit.
  private ByteBuffer next() throws IOException {
    byte[] before = Files.readAllBytes(repo);
    ByteBuffer next = ByteBuffer.allocate(before.length + ENTRY_BYTES).put(before);
    return next.putLong(0, next.getLong(0) + 1).rewind();
  }

  private void write(Path path, ByteBuffer bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      if (synced) {
        file.force(false);
      }
    }
  }

  private void syncNames(Path directory) throws IOException {
    if (synced) {
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    }
  }

  /// How many commits the repository file counts.
  @Override
  public String check() throws IOException {
    return Long.toString(ByteBuffer.wrap(Files.readAllBytes(repo)).getLong(0));
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
