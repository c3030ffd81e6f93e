package dev.floe.spec.storage;

import dev.floe.storage.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Everything that a backend must do. Extend it in a test class and open the backend; each test
/// gets a store of its own.
public abstract class StorageContract
    implements ReadContract,
        WriteContract,
        ConditionContract,
        RaceContract,
        CopyContract,
        ListContract,
        DeleteContract,
        DirectReadContract,
        TurnContract,
        LifecycleContract {
  private Storage storage;

  /// Opens a new store without objects.
  protected abstract Storage open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    storage = open();
    storage.createLocation();
  }

  @AfterEach
  final void closeStore() {
    storage.close();
  }

  @Override
  public final Storage storage() {
    return storage;
  }
}
