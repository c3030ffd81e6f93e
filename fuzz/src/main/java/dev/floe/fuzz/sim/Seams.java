package dev.floe.fuzz.sim;

import dev.floe.CommitOptions;
import dev.floe.storage.Storage;
import java.time.Instant;

/// Where a run can be given something that is wrong, to see whether that is found. As it is here it
/// changes nothing; what is wrong lives in tests. One instance for one run.
class Seams {
  /// What processes that may fail reach the store through.
  Storage storage(Storage storage) {
    return storage;
  }

  /// How a transaction commits.
  CommitOptions options(CommitOptions options) {
    return options;
  }

  /// A transaction asks for its commit.
  void committing() {}

  /// … and has its answer.
  void committed() {}

  /// Before which time, by the store's clock, everything may be collected.
  Instant collectBefore(Instant oldestSession) {
    return oldestSession;
  }
}
