package dev.floe.zarr;

import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;

/// Where one chunk of an array is.
public record ChunkReference(ChunkIndices coordinates, ChunkPayload payload) {}
