package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;

/// References to parts of one foreign object, equally long and equally far apart, of chunks side by
/// side in one dimension.
///
/// ```
/// object    |    | chunk 0 |    | chunk 1 |    | chunk 2 |
///           0    offset         offset + step
/// ```
///
/// @param axis the dimension
/// @param count how many
/// @param locationUtf8 the bytes of the location, as stored; borrowed
/// @param offset of the first
/// @param step from an offset to the next; may be negative
/// @param lengthBytes of each
/// @param checksum of each; null for none
public record VirtualSpan(
    int axis,
    int count,
    MemorySegment locationUtf8,
    long offset,
    long step,
    long lengthBytes,
    Checksum checksum) {}
