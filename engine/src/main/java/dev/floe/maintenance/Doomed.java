package dev.floe.maintenance;

import dev.floe.storage.ObjectInfo;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a garbage collection is to delete, kind by kind; each is asked for when its turn comes.
record Doomed(
    Supplier<Stream<ObjectInfo>> snapshots,
    Supplier<Stream<ObjectInfo>> logs,
    Supplier<Stream<ObjectInfo>> manifests,
    Supplier<Stream<ObjectInfo>> chunks) {}
