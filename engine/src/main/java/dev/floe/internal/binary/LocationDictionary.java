package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.codec.ZstdDictionary;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The dictionary that the locations of one manifest are compressed with, if it has one. Safe on
/// any thread.
final class LocationDictionary {
  /// The most bytes that a compressed location may stand for.
  static final int MAX_LOCATION_BYTES = 1024;

  private static final int ZSTD_DICTIONARY = 1;

  /// Writers make dictionaries of a few kilobytes; longer ones would only fill memory.
  private static final int MAX_DICTIONARY_BYTES = 16 << 20;

  private final FlatBuffer buffer;
  private final Zstd zstd;
  private final byte[] dictionary;

  /// Stands for the dictionary among those that are kept digested.
  private final Object key = new Object();

  /// @param root of the manifest
  LocationDictionary(FlatBuffer buffer, long root, Zstd zstd) {
    this.buffer = buffer;
    this.zstd = zstd;
    this.dictionary = read(root);
  }

  private byte[] read(long root) {
    long vector = vector(buffer, root);
    int length = buffer.count(vector);
    if (length == 0 || algorithm(buffer, root) != ZSTD_DICTIONARY) {
      return null;
    }
    if (length > MAX_DICTIONARY_BYTES) {
      throw buffer.bad(
          vector,
          "a location dictionary of at most " + MAX_DICTIONARY_BYTES + " bytes",
          length + " bytes");
    }
    return buffer.bytes(vector).toArray(ValueLayout.JAVA_BYTE);
  }

  static long vector(FlatBuffer buffer, long root) {
    return buffer.vector(buffer.field(root, Manifest.LOCATION_DICTIONARY), 1);
  }

  static int algorithm(FlatBuffer buffer, long root) {
    return buffer.u8(
        root, Manifest.COMPRESSION_ALGORITHM, Manifest.COMPRESSION_ALGORITHM_IF_ABSENT);
  }

  /// The location that the vector of bytes at `compressed` stands for, as UTF-8.
  MemorySegment expand(long compressed) {
    if (dictionary == null) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION,
          buffer.object(),
          compressed,
          "a location dictionary, since locations are compressed",
          "none");
    }
    ZstdDictionary digested = zstd.dictionaries().acquire(key, dictionary, buffer.object());
    try {
      MemorySegment source = buffer.bytes(compressed);
      return MemorySegment.ofArray(
          digested.decompress(source, MAX_LOCATION_BYTES, buffer.object()));
    } finally {
      zstd.dictionaries().release(digested);
    }
  }
}
