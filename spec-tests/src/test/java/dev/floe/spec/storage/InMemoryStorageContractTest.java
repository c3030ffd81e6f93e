package dev.floe.spec.storage;

import dev.floe.storage.Storage;

class InMemoryStorageContractTest extends StorageContract {
  @Override
  protected Storage open() {
    return Storage.inMemory();
  }

  @Override
  public boolean hasTurns() {
    return true;
  }
}
