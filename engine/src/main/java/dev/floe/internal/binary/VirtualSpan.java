package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;

/// References to parts of one foreign object, of chunks side by side in one dimension.
///
/// @param axis the dimension
/// @param count how many
/// @param locationUtf8 the bytes of the location, as stored; borrowed
/// @param ranges which bytes of the object each is
/// @param checksum of each; null for none
public record VirtualSpan(
    int axis, int count, MemorySegment locationUtf8, ChunkRanges ranges, Checksum checksum) {}
