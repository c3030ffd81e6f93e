package dev.floe.internal.commit;

import dev.floe.internal.binary.ChunkRanges;

/// Which parts of which foreign objects the chunks of a [RecordedSpan] are; the first has place 0.
sealed interface SpanParts {
  /// Parts of one object, equally long and equally far apart.
  ///
  /// @param location the number of the object's location
  record Even(int location, ChunkRanges.Even ranges) implements SpanParts {
    @Override
    public void read(int place, RecordedSpan span, RecordedChunk into) {
      into.fill(
          span.kind(),
          ranges.offset(place),
          ranges.lengthBytes(),
          span.etag() | location,
          span.seconds());
    }

    @Override
    public Even from(int place) {
      return new Even(
          location,
          new ChunkRanges.Even(ranges.offset(place), ranges.step(), ranges.lengthBytes()));
    }

    @Override
    public int together(int count) {
      return count;
    }

    @Override
    public ChunkRanges ranges(int count) {
      return ranges;
    }
  }

  /// Any parts of any objects, as the rows of a page say from one on.
  record Listed(PartsPage page, int row) implements SpanParts {
    @Override
    public void read(int place, RecordedSpan span, RecordedChunk into) {
      page.read(row + place, span, into);
    }

    @Override
    public Listed from(int place) {
      return place == 0 ? this : new Listed(page, row + place);
    }

    @Override
    public int together(int count) {
      return page.together(row, count);
    }

    @Override
    public ChunkRanges ranges(int count) {
      return page.ranges(row, count);
    }
  }

  /// Copies out what is recorded for the chunk at a place of a span.
  void read(int place, RecordedSpan span, RecordedChunk into);

  /// Those of the chunks from a place on.
  SpanParts from(int place);

  /// How many of the first `count` chunks are parts of the same object; at least one.
  int together(int count);

  /// Which bytes of their objects the first `count` chunks are; borrowed from the span.
  ChunkRanges ranges(int count);
}
