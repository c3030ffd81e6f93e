package dev.floe.internal.read;

import dev.floe.format.ByteRange;
import java.lang.foreign.MemorySegment;

/// One read of a batch, before it is located: which chunk of which array, which bytes, and where to
/// put them. Without a destination the engine leases one.
///
/// @param array the resolved array, or null where there is none
/// @param coordinates the bits of the chunk's coordinates
/// @param range which bytes of the chunk
/// @param destination room for them, or null
public record BatchItem(
    ArrayChunks array, int[] coordinates, ByteRange range, MemorySegment destination) {}
