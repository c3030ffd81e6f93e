package dev.floe.internal.binary;

import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/// The decompressed body of a repository file beside a state that was read or written before. Who
/// follows a repository finds most of it as it was: frames that the state has too are not
/// decompressed, and tables in bytes that both have are not read again.
///
/// ```
/// body     | header, vectors, refs, new tables |        known bytes        |
/// state before      | header, vectors, refs    |          piece            |
/// ```
///
/// @param bytes all of it
/// @param follows whether there is a state, so that more like it are to be expected
/// @param known the tables of the state; those of nothing where it has none
/// @param knownBytes how many bytes at the end are those of `known`
/// @param frames of them that the file has too
record RepoInfoBody(
    MemorySegment bytes, boolean follows, EncodedTables known, int knownBytes, TableFrames frames) {
  /// A body alone.
  static RepoInfoBody alone(MemorySegment bytes) {
    return new RepoInfoBody(bytes, false, EncodedTables.NOTHING, 0, TableFrames.NONE);
  }

  /// The body of a file. An error may be one that the file has only beside the state, as where its
  /// end looks like frames of the state but none begins there.
  ///
  /// @param object the object's key, for messages
  /// @param state that may be like it, or null
  /// @param allocator asked once
  static RepoInfoBody of(
      Zstd zstd,
      MemorySegment file,
      String object,
      RepoInfo state,
      LongFunction<MemorySegment> allocator) {
    MemorySegment stored = Envelope.parse(file, object).stored(file, FileType.REPO_INFO, object);
    if (state == null || state.encoded() == null) {
      MemorySegment bytes = zstd.decompress(stored, Envelope.MAX_BODY_BYTES, object, allocator);
      return new RepoInfoBody(bytes, state != null, EncodedTables.NOTHING, 0, TableFrames.NONE);
    }
    EncodedTables known = state.encoded();
    TableFrames same = known.frames().endOf(stored);
    MemorySegment bytes = decompressed(zstd, stored, object, known.piece(), same, allocator);
    return new RepoInfoBody(bytes, true, known, knownBytes(bytes, known, same), same);
  }

  private static MemorySegment decompressed(
      Zstd zstd,
      MemorySegment stored,
      String object,
      FileEnd piece,
      TableFrames same,
      LongFunction<MemorySegment> allocator) {
    int tail = same.contentBytes();
    MemorySegment[] whole = new MemorySegment[1];
    MemorySegment head =
        zstd.decompress(
            stored.asSlice(0, stored.byteSize() - same.fileBytes()),
            Envelope.MAX_BODY_BYTES - tail,
            object,
            bytes -> {
              whole[0] = allocator.apply(bytes + tail);
              return whole[0];
            });
    MemorySegment.copy(piece.segment(tail, tail), 0, whole[0], head.byteSize(), tail);
    return whole[0].asSlice(0, head.byteSize() + tail);
  }

  private static int knownBytes(MemorySegment bytes, EncodedTables known, TableFrames same) {
    int piece = known.piece().lengthBytes();
    int more = piece - same.contentBytes();
    boolean all =
        piece <= bytes.byteSize()
            && bytes
                    .asSlice(bytes.byteSize() - piece, more)
                    .mismatch(known.piece().segment(piece, more))
                == -1;
    return all ? piece : same.contentBytes();
  }
}
