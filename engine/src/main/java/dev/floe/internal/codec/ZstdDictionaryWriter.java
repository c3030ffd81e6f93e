package dev.floe.internal.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Trains a dictionary and compresses many short texts with it. Owns native memory, freed in
/// [#close]. One thread at a time.
public final class ZstdDictionaryWriter implements AutoCloseable {
  private final byte[] dictionary;
  private final ZstdDictCompress digested;
  private final ZstdCompressCtx context;

  private ZstdDictionaryWriter(byte[] dictionary, int level) {
    this.dictionary = dictionary;
    this.digested = new ZstdDictCompress(dictionary, level);
    this.context = new ZstdCompressCtx().loadDict(digested);
  }

  /// A dictionary of at most `maxBytes` trained from samples; empty if the samples do not give one.
  public static Optional<ZstdDictionaryWriter> train(
      List<byte[]> samples, int maxBytes, int level) {
    byte[] room = new byte[maxBytes];
    long length;
    try {
      length = com.github.luben.zstd.Zstd.trainFromBuffer(samples.toArray(new byte[0][]), room);
    } catch (ZstdException | IllegalArgumentException e) {
      return Optional.empty();
    }
    if (com.github.luben.zstd.Zstd.isError(length) || length <= 0) {
      return Optional.empty();
    }
    return Optional.of(new ZstdDictionaryWriter(Arrays.copyOf(room, (int) length), level));
  }

  /// The dictionary's bytes.
  public byte[] dictionary() {
    return dictionary.clone();
  }

  /// Compresses the first `length` bytes of `text` as a frame of its own into `output` and returns
  /// its length, or −1 if that is not possible. Twice the length and a hundred bytes are enough
  /// room.
  public int compress(byte[] text, int length, byte[] output) {
    try {
      return context.compressByteArray(output, 0, output.length, text, 0, length);
    } catch (ZstdException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    context.close();
    digested.close();
  }
}
