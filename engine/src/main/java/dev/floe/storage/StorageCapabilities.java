package dev.floe.storage;

/// What a storage can do, asked before it is relied upon.
///
/// @param write whether it writes at all
/// @param repositoryAtRoot whether a repository may be created in it as it was opened (an object
///   store without a prefix refuses)
/// @param conditionalCreate whether create-only writes are atomic
/// @param conditionalUpdate whether compare-and-set writes are atomic
/// @param metadata whether user metadata and content types are kept
public record StorageCapabilities(
    boolean write,
    boolean repositoryAtRoot,
    boolean conditionalCreate,
    boolean conditionalUpdate,
    boolean metadata) {}
