package dev.floe.spec.storage;

import dev.floe.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Local files as they are opened by default: on stable storage when a write is answered.
class LocalStorageContractTest extends StorageContract {
  @TempDir Path root;

  @Override
  protected Storage open() {
    return Storage.localFilesystem(root.resolve("made/below"));
  }

  @Override
  public boolean keysMayNest() {
    return false;
  }

  @Override
  public int bulkObjects() {
    return 60;
  }

  @Override
  public int increments() {
    return 15;
  }

  @Override
  public boolean hasTurns() {
    return true;
  }
}
