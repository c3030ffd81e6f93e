package dev.floe.fuzz.hostile;

import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Files as they lie in the storage, up to the bytes of their bodies.
final class EnvelopeTarget implements Target {
  private static final long MAX_BODY_BYTES = 1 << 22;

  private final Zstd zstd = new Zstd(1);

  @Override
  public String name() {
    return "envelope";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> files = new ArrayList<>();
    for (SpecVersion version : SpecVersion.values()) {
      Specimens specimens = Specimens.of(version);
      files.addAll(specimens.files("snapshots/"));
      files.addAll(specimens.files("manifests/"));
      files.addAll(specimens.files("transactions/"));
      files.addAll(specimens.files("repo"));
    }
    return files;
  }

  @Override
  public void read(byte[] input) {
    MemorySegment file = MemorySegment.ofArray(input).asReadOnly();
    Envelope envelope = Envelope.parse(file, "file");
    Envelope.Decoded decoded = decode(file, envelope.type());
    MemorySegment written =
        Envelope.encode(
            zstd, envelope.type(), envelope.version(), decoded.body(), 3, EnvelopeTarget::heap);
    Checks.require(
        decode(written, envelope.type()).body().mismatch(decoded.body()) == -1,
        "another body after it was written");
  }

  private Envelope.Decoded decode(MemorySegment file, FileType type) {
    return Envelope.decode(zstd, file, type, "file", MAX_BODY_BYTES, EnvelopeTarget::heap);
  }

  private static MemorySegment heap(long bytes) {
    Checks.require(bytes <= MAX_BODY_BYTES, "memory for a body of " + bytes + " bytes");
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
