package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// When files of a commit are sent, and when they have arrived.
class UploadsTest {
  private final Uploads uploads = new Uploads();
  private final CompletableFuture<Void> file = new CompletableFuture<>();
  private int sent;

  private CompletableFuture<?> send() {
    sent++;
    return file;
  }

  @Test
  void whatIsForLaterIsSentOnceAndWaitedForFromTheStart() {
    uploads.addLater(this::send);
    CompletableFuture<Void> all = uploads.all();
    assertEquals(0, sent);
    uploads.begin();
    uploads.begin();
    assertEquals(1, sent);
    assertFalse(all.isDone());
    file.complete(null);
    assertTrue(all.isDone());
    uploads.await();
  }

  @Test
  void whatCannotBeSentFails() {
    StorageException full = new StorageException(ErrorKind.OBJECT_STORE, "key", "no room");
    uploads.addLater(() -> {
      throw full;
    });
    uploads.addLater(this::send);
    uploads.begin();
    assertEquals(1, sent);
    file.complete(null);
    assertSame(full, assertThrows(StorageException.class, uploads::await));
  }

  @Test
  void whoFailedOtherwiseWaitsForNothingThatWasNotSent() {
    uploads.addLater(this::send);
    file.completeExceptionally(new IllegalStateException("gone"));
    uploads.settle();
    assertEquals(1, sent);
  }
}
