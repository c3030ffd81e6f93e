package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.floe.error.FormatException;
import dev.floe.format.Checksum;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Whatever bytes a metadata file has, reading all of it gives a value or a `FormatException`: cut
/// and flipped files, and bodies that were damaged before they were compressed.
class HostileFilesTest {
  private static final Zstd ZSTD = new Zstd(1);
  private static final long MAX_BODY_BYTES = 1 << 22;

  @AfterAll
  @AfterContainer
  static void close() {
    ZSTD.close();
  }

  /// One file of each kind, its body and how all of it is read.
  private enum Kind {
    SNAPSHOT_1(FileType.SNAPSHOT, SpecVersion.V1),
    SNAPSHOT_2(FileType.SNAPSHOT, SpecVersion.V2),
    MANIFEST(FileType.MANIFEST, SpecVersion.V2),
    TRANSACTION_LOG(FileType.TRANSACTION_LOG, SpecVersion.V2),
    REPO_INFO(FileType.REPO_INFO, SpecVersion.V2);

    private final FileType type;
    private final SpecVersion version;

    Kind(FileType type, SpecVersion version) {
      this.type = type;
      this.version = version;
    }

    byte[] body(Samples samples) {
      return switch (type) {
        case SNAPSHOT -> snapshot(samples, version);
        case MANIFEST -> manifest(samples);
        case TRANSACTION_LOG -> {
          TransactionLog log = samples.log();
          try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
            yield TransactionLogWriter.write(builder, log).toArray(ValueLayout.JAVA_BYTE);
          }
        }
        case REPO_INFO ->
            RepoInfoTest.body(RepoInfoTest.sample(samples)).toArray(ValueLayout.JAVA_BYTE);
        case ATTRIBUTES, CHUNK -> throw new AssertionError();
      };
    }

    void readAll(MemorySegment body, SpecVersion version) {
      switch (type) {
        case SNAPSHOT -> readSnapshot(body, version);
        case MANIFEST -> readManifest(body);
        case TRANSACTION_LOG -> TransactionLogReader.read(body, "file").changeCount();
        case REPO_INFO -> {
          RepoInfo info = RepoInfoReader.read(body, "file");
          info.snapshots().forEach(Object::hashCode);
          info.metadata().ifPresent(Object::hashCode);
        }
        case ATTRIBUTES, CHUNK -> throw new AssertionError();
      }
    }
  }

  private static byte[] snapshot(Samples samples, SpecVersion version) {
    List<ManifestId> ids = samples.list(3, () -> ManifestId.random(samples.random));
    try (SnapshotWriter writer = new SnapshotWriter(version, 0)) {
      samples.nodes(10, ids, version == SpecVersion.V2).values().forEach(writer::node);
      SnapshotWriter.Header header =
          new SnapshotWriter.Header(
              SnapshotId.random(samples.random),
              samples.maybe(() -> SnapshotId.INITIAL),
              samples.instant(),
              samples.text(),
              samples.object(2));
      return writer
          .finish(header, ids.stream().map(samples::file).toList())
          .toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static byte[] manifest(Samples samples) {
    LocationCompression compression =
        samples.random.nextInt(8) == 0
            ? new LocationCompression(5, 50, 512, 3)
            : LocationCompression.NONE;
    try (ManifestWriter writer =
        new ManifestWriter(SpecVersion.V2, compression, samples.random, 0)) {
      return writer
          .write(
              ManifestId.random(samples.random),
              new NodeId(1),
              ManifestRoundTripTest.source(samples.refs(40)))
          .toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static void readSnapshot(MemorySegment body, SpecVersion version) {
    SnapshotView view = SnapshotView.of(body, version, "file");
    view.parentId();
    attempt(view::flushedAt);
    attempt(view::message);
    attempt(view::metadata);
    attempt(view::manifestFiles);
    attempt(() -> view.manifestFile(new ManifestId(1, 2)));
    attempt(() -> view.findNode(new NodeId(3)));
    attempt(() -> view.findNode(NodePath.of("/foo/é")));
    attempt(() -> view.subtreeStart(NodePath.of("/foo")));
    attempt(() -> view.subtreeEnd(NodePath.of("/foo")));
    for (int i = 0; i < Math.min(view.nodeCount(), 1000); i++) {
      int index = i;
      attempt(() -> view.node(index).hashCode());
    }
  }

  private static void readManifest(MemorySegment body) {
    ManifestView view = ManifestView.of(body, "file", ZSTD);
    attempt(view::totalRefCount);
    attempt(() -> view.arrayIndex(new NodeId(1)));
    int[] coords = {1, 2, 3};
    int[] scratch = new int[8];
    for (int i = 0; i < Math.min(view.arrayCount(), 100); i++) {
      int array = i;
      attempt(() -> view.find(array, coords, 3));
      attempt(() -> {
        for (int ref = 0; ref < Math.min(view.refCount(array), 100); ref++) {
          int at = ref;
          attempt(() -> view.payload(array, at));
          attempt(() -> view.indices(array, at));
          attempt(() -> view.inlineLength(array, at));
          attempt(() -> view.chunkIdHigh(array, at));
          attempt(() -> view.copyTo(array, at, scratch, NOWHERE));
        }
      });
    }
  }

  private static final RefSink NOWHERE =
      new RefSink() {
        @Override
        public void inline(int[] coords, int rank, MemorySegment bytes) {}

        @Override
        public void nativeChunk(int[] coords, int rank, long high, int low, long at, long length) {}

        @Override
        public void virtualChunk(
            int[] coords,
            int rank,
            MemorySegment locationUtf8,
            long offset,
            long length,
            Checksum checksum) {}
      };

  private static void attempt(Runnable read) {
    try {
      read.run();
    } catch (FormatException expected) {
      assertEquals("file", expected.object());
    }
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }

  private static byte[] file(Kind kind, byte[] body) {
    return Envelope.encode(
            ZSTD, kind.type, kind.version, MemorySegment.ofArray(body), 3, HostileFilesTest::heap)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  private static void readFile(Kind kind, byte[] file) {
    attempt(() -> {
      Envelope.Decoded decoded =
          Envelope.decode(
              ZSTD,
              MemorySegment.ofArray(file),
              kind.type,
              "file",
              MAX_BODY_BYTES,
              HostileFilesTest::heap);
      kind.readAll(decoded.body().asReadOnly(), decoded.envelope().version());
    });
  }

  private static void damage(byte[] bytes, Random random, int times) {
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
  }

  @Property(tries = 3000)
  void damagedBodiesAreReadOrRefused(@ForAll long seed, @ForAll Kind kind) {
    Samples samples = new Samples(seed);
    byte[] body = kind.body(samples);
    damage(body, samples.random, 1 + samples.upTo(6));
    byte[] bad =
        samples.random.nextInt(5) == 0 ? Arrays.copyOf(body, samples.upTo(body.length)) : body;
    attempt(() -> kind.readAll(MemorySegment.ofArray(bad), kind.version));
  }

  @Property(tries = 600)
  void damagedFilesAreReadOrRefused(@ForAll long seed, @ForAll Kind kind) {
    Samples samples = new Samples(seed);
    byte[] file = file(kind, kind.body(samples));
    damage(file, samples.random, 1 + samples.upTo(3));
    readFile(kind, file);
  }

  @Test
  void cutBodiesAndThoseWithAFlippedBitAreReadOrRefused() {
    for (Kind kind : Kind.values()) {
      byte[] body = kind.body(new Samples(7));
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            for (int bit = 0; bit < Math.min(body.length * 8, 16_000); bit += 3) {
              byte[] bad = body.clone();
              bad[bit / 8] ^= (byte) (1 << bit % 8);
              attempt(() -> kind.readAll(MemorySegment.ofArray(bad), kind.version));
            }
            for (int length = 0; length < body.length; length += 3) {
              MemorySegment cut = MemorySegment.ofArray(body).asSlice(0, length);
              attempt(() -> kind.readAll(cut, kind.version));
            }
          });
    }
  }

  @Test
  void everyCutFileIsRefused() {
    for (Kind kind : Kind.values()) {
      byte[] file = file(kind, kind.body(new Samples(8)));
      for (int length = 0; length < file.length; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThrows(
            FormatException.class,
            () -> {
              Envelope.Decoded decoded =
                  Envelope.decode(
                      ZSTD,
                      MemorySegment.ofArray(cut),
                      kind.type,
                      "file",
                      MAX_BODY_BYTES,
                      HostileFilesTest::heap);
              kind.readAll(decoded.body(), kind.version);
            });
      }
    }
  }
}
