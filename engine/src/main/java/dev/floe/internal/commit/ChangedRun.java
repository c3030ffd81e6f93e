package dev.floe.internal.commit;

import dev.floe.internal.binary.RefSink;
import dev.floe.internal.binary.VirtualSpan;
import java.lang.ref.Reference;

/// Recorded chunks as a run; deletions are passed on as nothing.
final class ChangedRun implements RefRun {
  private final SortedChunks chunks;
  private final Positions positions;
  private final RecordedChunk chunk = new RecordedChunk();
  private final int[] coords;
  private int next;

  /// @param positions which of the chunks, in their order
  ChangedRun(SortedChunks chunks, Positions positions) {
    this.chunks = chunks;
    this.positions = positions;
    this.coords = new int[chunks.rank()];
  }

  @Override
  public boolean advance() {
    if (next == positions.size()) {
      return false;
    }
    int position = positions.at(next++);
    for (int i = 0; i < coords.length; i++) {
      coords[i] = chunks.indexAt(position, i);
    }
    return true;
  }

  @Override
  public int[] coords() {
    return coords;
  }

  @Override
  public boolean emit(RefSink sink) {
    chunks.read(positions.at(next - 1), chunk);
    switch (chunk.kind()) {
      case DELETED -> {
        return false;
      }
      case INLINE ->
          sink.inline(
              coords,
              coords.length,
              chunk.inlinePage().asSlice(chunk.inlineOffset(), chunk.lengthBytes()));
      case NATIVE ->
          sink.nativeChunk(
              coords,
              coords.length,
              chunk.idHigh(),
              chunk.idLow(),
              chunk.offset(),
              chunk.lengthBytes());
      case VIRTUAL, VIRTUAL_ETAG, VIRTUAL_LAST_MODIFIED ->
          sink.virtualChunk(
              coords,
              coords.length,
              chunk.locationUtf8(),
              chunk.offset(),
              chunk.lengthBytes(),
              chunk.checksum().orElse(null));
    }
    return true;
  }

  @Override
  public boolean emitTogether(RefSink sink) {
    int place = next - 1;
    RecordedSpan span = chunks.spanAt(positions.at(place));
    if (span == null) {
      return emit(sink);
    }
    int most = Math.min(span.count(), positions.together(place));
    int count = span.parts().together(most);
    chunks.read(positions.at(place), chunk);
    sink.virtualChunks(
        coords,
        coords.length,
        new VirtualSpan(
            span.axis(),
            count,
            chunk.locationUtf8(),
            span.parts().ranges(count),
            chunk.checksum().orElse(null)));
    Reference.reachabilityFence(span);
    System.arraycopy(span.first(), 0, coords, 0, coords.length);
    coords[span.axis()] += count - 1;
    next += count - 1;
    return true;
  }
}
