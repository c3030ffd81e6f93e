package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.GetOptions;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/// From the opening to the end.
public interface LifecycleContract extends ContractStore {
  @Test
  default void aStorageSaysWhatItIs() {
    assertFalse(storage().location().isBlank());
    assertTrue(storage().capabilities().write());
    assertTrue(storage().capabilities().repositoryAtRoot());
  }

  @Test
  default void theLocationMayBeMadeAgain() {
    put("chunks/A", new byte[] {1});
    storage().createLocation();
    assertArrayEquals(new byte[] {1}, read("chunks/A"));
  }

  @Test
  default void nothingWorksAfterTheEnd() {
    put("chunks/A", new byte[] {1});
    storage().close();
    storage().close();
    MemorySegment body = MemorySegment.ofArray(new byte[1]);
    ContractStore.failure(
        ErrorKind.STORAGE_OTHER, storage().get("chunks/A", GetOptions.WHOLE, new OneTarget()));
    ContractStore.failure(
        ErrorKind.STORAGE_OTHER, storage().put("chunks/A", body, PutOptions.chunk()));
    ContractStore.failure(ErrorKind.STORAGE_OTHER, storage().head("chunks/A"));
    ContractStore.failure(ErrorKind.STORAGE_OTHER, storage().delete(List.of("chunks/A")));
    assertThrows(StorageException.class, () -> storage().list("").close());
  }
}
