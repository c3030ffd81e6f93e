package dev.floe.spec;

import dev.floe.format.ManifestFileInfo;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.LocationCompression;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.ManifestWriter;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoReader;
import dev.floe.internal.binary.RepoInfoWriter;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.binary.TransactionLogReader;
import dev.floe.internal.binary.TransactionLogWriter;
import dev.floe.internal.codec.Zstd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A copy of a repository in which Floe's writers have written every metadata file anew, from what
/// Floe's readers made of it.
final class RewrittenRepository {
  private static final int LEVEL = 3;
  private static final LocationCompression EAGER = new LocationCompression(5, 100, 2048, LEVEL);

  private final Path path;
  private final Zstd zstd;

  private RewrittenRepository(Path path, Zstd zstd) {
    this.path = path;
    this.zstd = zstd;
  }

  /// Makes the copy at `to`.
  static void copy(Path from, Path to, Zstd zstd) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    new RewrittenRepository(to, zstd).rewrite();
  }

  private void rewrite() throws IOException {
    // Snapshots record how long manifests are, so those come first.
    for (Path file : files("manifests")) {
      manifest(file);
    }
    for (Path file : files("snapshots")) {
      snapshot(file);
    }
    for (Path file : files("transactions")) {
      Envelope.Decoded decoded = decode(file, FileType.TRANSACTION_LOG);
      TransactionLog log = TransactionLogReader.read(decoded.body(), file.toString());
      write(
          file,
          TransactionLogWriter.encode(
              zstd, decoded.envelope().version(), log, LEVEL, RewrittenRepository::heap));
    }
    for (Path file : files("overwritten")) {
      if (file.getFileName().toString().startsWith("repo.")) {
        repoInfo(file);
      }
    }
    if (Files.exists(path.resolve("repo"))) {
      repoInfo(path.resolve("repo"));
    }
  }

  private void manifest(Path file) throws IOException {
    Envelope.Decoded decoded = decode(file, FileType.MANIFEST);
    ManifestView view = ManifestView.of(decoded.body(), file.toString(), zstd);
    int[] coords = new int[16];
    try (ManifestWriter writer =
        new ManifestWriter(decoded.envelope().version(), EAGER, new Random(1), 0)) {
      write(
          file,
          writer.encode(
              view.id(),
              view.nodeId(0),
              sink -> view.copyTo(0, 0, view.refCount(0), coords, sink),
              zstd,
              LEVEL,
              RewrittenRepository::heap));
    }
  }

  private void snapshot(Path file) throws IOException {
    Envelope.Decoded decoded = decode(file, FileType.SNAPSHOT);
    SnapshotView view =
        SnapshotView.of(decoded.body(), decoded.envelope().version(), file.toString());
    List<ManifestFileInfo> manifests = new ArrayList<>();
    for (ManifestFileInfo info : view.manifestFiles()) {
      Path manifest = path.resolve(info.id().key());
      long size = Files.exists(manifest) ? Files.size(manifest) : info.sizeBytes();
      manifests.add(new ManifestFileInfo(info.id(), size, info.chunkRefCount()));
    }
    SnapshotWriter.Header header =
        new SnapshotWriter.Header(
            view.id(), view.parentId(), view.flushedAt(), view.message(), view.metadata());
    try (SnapshotWriter writer = new SnapshotWriter(view.version(), 0)) {
      for (int i = 0; i < view.nodeCount(); i++) {
        if (i % 2 == 0) {
          writer.node(view, i);
        } else {
          writer.node(view.node(i));
        }
      }
      write(file, writer.encode(header, manifests, zstd, LEVEL, RewrittenRepository::heap));
    }
  }

  private void repoInfo(Path file) throws IOException {
    Envelope.Decoded decoded = decode(file, FileType.REPO_INFO);
    RepoInfo read = RepoInfoReader.read(decoded.body(), file.toString());
    // By way of values, so that metadata is encoded by us.
    RepoInfo info = read.toBuilder().metadata(read.metadata()).snapshots(read.snapshots()).build();
    write(
        file,
        RepoInfoWriter.encode(
            zstd, info, LEVEL, RewrittenRepository::heap, RewrittenRepository::heap));
  }

  private List<Path> files(String folder) throws IOException {
    if (!Files.isDirectory(path.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path.resolve(folder))) {
      return files.sorted().toList();
    }
  }

  private Envelope.Decoded decode(Path file, FileType type) throws IOException {
    return Envelope.decode(
        zstd,
        MemorySegment.ofArray(Files.readAllBytes(file)),
        type,
        file.toString(),
        Envelope.MAX_BODY_BYTES,
        RewrittenRepository::heap);
  }

  private static void write(Path file, MemorySegment content) throws IOException {
    Files.write(file, content.toArray(ValueLayout.JAVA_BYTE));
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }
}
