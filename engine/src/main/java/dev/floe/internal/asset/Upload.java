package dev.floe.internal.asset;

import java.util.concurrent.CompletableFuture;

/// A metadata file on its way to the storage.
///
/// @param sizeBytes the length of its object, envelope included
/// @param stored completes when the object is durable
public record Upload(long sizeBytes, CompletableFuture<Void> stored) {}
