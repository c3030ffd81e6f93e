package dev.floe.spec.decisions;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.zarr.Store;

/// One thing that the reference does in a way one may wonder about, what Floe does there, and the
/// check that it does.
///
/// @param about what it is about
/// @param reference what the reference does
/// @param choice whether Floe does the same
/// @param floe what Floe does
/// @param check fails if Floe does not
record Decision(String about, String reference, Choice choice, String floe, Check check) {
  /// Whether Floe does as the reference does.
  enum Choice {
    KEPT,
    BETTER
  }

  /// What a check works with: a new repository in memory, and a writable session of it.
  record Subject(Repository repository, Session session) {
    Store store() {
      return session.store();
    }

    /// Commits and answers the store of a session that reads the result.
    Store committed() {
      session.commit("check");
      return repository.readonlySession(dev.floe.Version.MAIN).store();
    }
  }

  /// A check, run on a repository of its own.
  @FunctionalInterface
  interface Check {
    void run(Subject subject) throws Exception;
  }
}
