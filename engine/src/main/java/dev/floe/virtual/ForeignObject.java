package dev.floe.virtual;

import dev.floe.config.VirtualChunkContainer;
import dev.floe.storage.StorageOptions;

/// Where the bytes of a virtual chunk are: the storage to open, and the key in it.
///
/// @param container the container that the location lies in
/// @param storageUrl the root of the storage: for files the directory of the container, else the
///   bucket or server
/// @param options how to open the storage; files are confined to the directory, links included
/// @param key the object in that storage
public record ForeignObject(
    VirtualChunkContainer container, String storageUrl, StorageOptions options, String key) {}
