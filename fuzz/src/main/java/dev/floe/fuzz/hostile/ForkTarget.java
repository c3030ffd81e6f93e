package dev.floe.fuzz.hostile;

import dev.floe.ForkSession;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.Checksum;
import dev.floe.internal.commit.ForkBytes;
import dev.floe.internal.commit.ForkBytesReader;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Forks of sessions as bytes, without the sum at their end: it is added to every input, or no
/// damage would come past it.
final class ForkTarget implements Target {
  /// How long the sum is.
  static final int SUM_BYTES = 4;

  @Override
  public String name() {
    return "fork-bytes";
  }

  @Override
  public List<byte[]> seeds() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session first = repository.writableSession("main");
      for (String path : List.of("g/", "g/inner/", "old/")) {
        Specimens.set(first.store(), path + "zarr.json", Specimens.GROUP);
      }
      Specimens.set(first.store(), "a/zarr.json", Specimens.ARRAY);
      first.commit("tree");
      Session session = repository.writableSession("main");
      List<byte[]> seeds = new ArrayList<>();
      seeds.add(unsealed(session.fork()));
      seeds.add(unsealed(busy(session.fork())));
      return seeds;
    }
  }

  private static ForkSession busy(ForkSession fork) {
    Specimens.set(fork.store(), "new/zarr.json", Specimens.ARRAY);
    Specimens.set(fork.store(), "new/c/0/0", "inline");
    Specimens.set(fork.store(), "h/zarr.json", Specimens.GROUP);
    Specimens.set(fork.store(), "a/zarr.json", Specimens.ARRAY + " ");
    Specimens.set(fork.store(), "g/zarr.json", Specimens.GROUP + " ");
    Specimens.set(fork.store(), "a/c/0/0", "inline");
    Specimens.set(fork.store(), "a/c/0/1", "n".repeat(600));
    VirtualChunk part = VirtualChunk.at("s3://somewhere/file", 3, 5);
    fork.store().setVirtualRef("a/c/1/0", part, false);
    fork.store().setVirtualRef("a/c/1/1", part.guardedBy(new Checksum.ETag("\"tag\"")), false);
    fork.store().setVirtualRef("a/c/1/2", part.guardedBy(new Checksum.LastModified(77)), false);
    fork.store().delete("a/c/2/0");
    fork.store().delete("old/zarr.json");
    return fork;
  }

  private static byte[] unsealed(ForkSession fork) {
    byte[] bytes = fork.toBytes();
    return Arrays.copyOf(bytes, bytes.length - SUM_BYTES);
  }

  /// With the sum at the end.
  static byte[] sealed(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return ByteBuffer.allocate(bytes.length + SUM_BYTES)
        .put(bytes)
        .putInt((int) sum.getValue())
        .array();
  }

  @Override
  public void read(byte[] input) {
    ForkBytes.Fork fork = ForkBytesReader.read(sealed(input), null);
    byte[] written = ForkBytes.write(fork, null);
    byte[] again = ForkBytes.write(ForkBytesReader.read(written, null), null);
    Checks.require(Arrays.equals(written, again), "another fork after it was written");
  }
}
