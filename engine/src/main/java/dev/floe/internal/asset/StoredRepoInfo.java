package dev.floe.internal.asset;

import dev.floe.internal.binary.RepoInfo;
import dev.floe.storage.ObjectVersion;

/// The repository file as it was read, and the version of the object it was read from.
public record StoredRepoInfo(RepoInfo info, ObjectVersion version) {}
