package dev.floe.internal.codec;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;

/// A digested dictionary with a few idle contexts that have it loaded. Owned by [ZstdDictionaries],
/// which counts its users.
public final class ZstdDictionary {
  private final ZstdDictDecompress digested;
  private final IdleContexts<ZstdDecompressCtx> contexts;
  int users;
  boolean dropped;

  private ZstdDictionary(ZstdDictDecompress digested, int maxIdle) {
    this.digested = digested;
    contexts = new IdleContexts<>(maxIdle, () -> new ZstdDecompressCtx().loadDict(digested));
  }

  /// Digests a dictionary; damaged ones are a `FormatException`.
  static ZstdDictionary of(byte[] dictionary, int maxIdle, String object) {
    try {
      return new ZstdDictionary(new ZstdDictDecompress(dictionary), maxIdle);
    } catch (IllegalStateException | ZstdException e) {
      throw Zstd.damaged(object, e);
    }
  }

  /// Decompresses into `output` and returns how many bytes came out.
  ///
  /// @param object what messages call the source
  public int decompress(byte[] source, byte[] output, String object) {
    ZstdDecompressCtx context = contexts.take();
    try {
      return context.decompressByteArray(output, 0, output.length, source, 0, source.length);
    } catch (ZstdException e) {
      throw Zstd.damaged(object, e);
    } finally {
      contexts.give(context);
    }
  }

  void freeIfUnused() {
    if (dropped && users == 0) {
      contexts.close();
      digested.close();
    }
  }
}
