package dev.floe.inspect;

import dev.floe.format.JsonWriter;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.ManifestView;
import java.util.ArrayList;
import java.util.List;

/// A manifest file: how many references of which kind it holds, array by array.
///
/// @param sizeBytes length of the decompressed body
/// @param usesLocationCompression whether the file says that locations may be compressed
/// @param dictionarySizeBytes length of the dictionary they are compressed with, 0 if there is none
/// @param compressedRefCount how many locations are compressed
public record ManifestInspection(
    FileHeader header,
    ManifestId id,
    long sizeBytes,
    List<ArrayCounts> arrays,
    boolean usesLocationCompression,
    int dictionarySizeBytes,
    long compressedRefCount)
    implements FileInspection {
  /// How many references an array has in a file, by kind.
  public record ArrayCounts(NodeId nodeId, long inlineCount, long nativeCount, long virtualCount) {
    /// Of all kinds.
    public long total() {
      return inlineCount + nativeCount + virtualCount;
    }
  }

  public ManifestInspection {
    arrays = List.copyOf(arrays);
  }

  static ManifestInspection of(Envelope envelope, ManifestView view) {
    List<ArrayCounts> arrays = new ArrayList<>();
    long compressed = 0;
    for (int array = 0; array < view.arrayCount(); array++) {
      long[] counts = new long[ManifestView.Kind.values().length];
      for (int ref = 0; ref < view.refCount(array); ref++) {
        ManifestView.Kind kind = view.kind(array, ref);
        counts[kind.ordinal()]++;
        if (kind == ManifestView.Kind.VIRTUAL && view.isLocationCompressed(array, ref)) {
          compressed++;
        }
      }
      arrays.add(
          new ArrayCounts(
              view.nodeId(array),
              counts[ManifestView.Kind.INLINE.ordinal()],
              counts[ManifestView.Kind.NATIVE.ordinal()],
              counts[ManifestView.Kind.VIRTUAL.ordinal()]));
    }
    return new ManifestInspection(
        FileHeader.of(envelope),
        view.id(),
        view.body().byteSize(),
        arrays,
        view.compressionAlgorithm() != 0,
        view.dictionaryBytes(),
        compressed);
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object().member("id", id.text());
    header.writeTo(json);
    json.member("size_bytes", sizeBytes)
        .member("num_arrays", arrays.size())
        .member("total_chunk_refs", arrays.stream().mapToLong(ArrayCounts::total).sum())
        .member("total_inline", arrays.stream().mapToLong(ArrayCounts::inlineCount).sum())
        .member("total_native", arrays.stream().mapToLong(ArrayCounts::nativeCount).sum())
        .member("total_virtual", arrays.stream().mapToLong(ArrayCounts::virtualCount).sum());
    json.name("arrays").array();
    for (ArrayCounts counts : arrays) {
      json.object()
          .member("node_id", counts.nodeId.text())
          .member("num_chunk_refs", counts.total())
          .member("num_inline", counts.inlineCount)
          .member("num_native", counts.nativeCount)
          .member("num_virtual", counts.virtualCount)
          .end();
    }
    json.end().name("compression").object();
    json.member("uses_location_compression", usesLocationCompression);
    if (dictionarySizeBytes > 0) {
      json.member("dictionary_size_bytes", dictionarySizeBytes);
    }
    json.member("num_compressed_refs", compressedRefCount).end().end();
  }
}
