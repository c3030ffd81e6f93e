package dev.floe.internal.codec;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A digested dictionary with a few idle contexts that have it loaded. Owned by [ZstdDictionaries],
/// which counts its users.
public final class ZstdDictionary {
  /// Longer inputs are held no longer than they are used.
  private static final int LONGEST_KEPT = 2048;

  private final ZstdDictDecompress digested;
  private final IdleContexts<Context> contexts;
  int users;
  boolean dropped;

  private ZstdDictionary(ZstdDictDecompress digested, int maxIdle) {
    this.digested = digested;
    contexts = new IdleContexts<>(maxIdle, () -> new Context(digested));
  }

  /// Digests a dictionary; damaged ones are a `FormatException`.
  static ZstdDictionary of(byte[] dictionary, int maxIdle, String object) {
    try {
      return new ZstdDictionary(new ZstdDictDecompress(dictionary), maxIdle);
    } catch (IllegalStateException | ZstdException e) {
      throw Zstd.damaged(object, e);
    }
  }

  /// The bytes that `source` stands for, at most `mostBytes`. Nothing else stays on the heap, for
  /// this is done for each of millions of references.
  ///
  /// @param object what messages call the source
  public byte[] decompress(MemorySegment source, int mostBytes, String object) {
    Context context = contexts.take();
    try {
      return context.decompress(source, mostBytes);
    } catch (ZstdException e) {
      throw Zstd.damaged(object, e);
    } finally {
      contexts.give(context);
    }
  }

  /// A context that has the dictionary loaded, with room for what goes in and comes out.
  private static final class Context implements AutoCloseable {
    private final ZstdDecompressCtx zstd;
    private final byte[] input = new byte[LONGEST_KEPT];
    private byte[] output = new byte[LONGEST_KEPT];

    Context(ZstdDictDecompress digested) {
      zstd = new ZstdDecompressCtx().loadDict(digested);
    }

    byte[] decompress(MemorySegment source, int mostBytes) {
      int length = Math.toIntExact(source.byteSize());
      byte[] from = length <= input.length ? input : new byte[length];
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, from, 0, length);
      if (output.length < mostBytes) {
        output = new byte[mostBytes];
      }
      int found = zstd.decompressByteArray(output, 0, mostBytes, from, 0, length);
      return Arrays.copyOf(output, found);
    }

    @Override
    public void close() {
      zstd.close();
    }
  }

  void freeIfUnused() {
    if (dropped && users == 0) {
      contexts.close();
      digested.close();
    }
  }
}
