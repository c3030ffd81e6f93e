package dev.floe.spec.storage;

import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Local files that the operating system writes when it likes.
class UnsyncedStorageContractTest extends StorageContract {
  @TempDir Path root;

  @Override
  protected Storage open() {
    return Storage.of(
        root.toString(), StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM));
  }

  @Override
  public boolean keysMayNest() {
    return false;
  }

  @Override
  public boolean hasTurns() {
    return true;
  }
}
