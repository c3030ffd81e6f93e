package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Maintenance caches nothing, but what its repository saw of the repository file it does not fetch
/// again.
class MaintenanceReadsTest {
  private final Storage memory = Storage.inMemory();
  private final AtomicInteger fetched = new AtomicInteger();
  private final Storage storage =
      (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, this::request);
  private final Repository repository = Repository.create(storage);

  @AfterEach
  void close() {
    repository.close();
    memory.close();
  }

  private Object request(Object self, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("under")) {
      return self;
    }
    Object answer;
    try {
      answer = method.invoke(memory, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (method.getName().equals("get") && arguments[0].equals("repo")) {
      return ((CompletableFuture<?>) answer)
          .thenApply(result -> {
            fetched.addAndGet(result instanceof GetResult.Modified ? 1 : 0);
            return result;
          });
    }
    return answer;
  }

  @Test
  void theRepositoryFileIsFetchedOnceWhoeverChangedIt() {
    String group = "{\"zarr_format\":3,\"node_type\":\"group\"}";
    MemorySegment document = MemorySegment.ofArray(group.getBytes(StandardCharsets.UTF_8));
    repository.transaction("main", "group", store -> store.set("zarr.json", document));
    fetched.set(0);
    GcOptions old = GcOptions.olderThan(Instant.now().minus(Duration.ofDays(9)));
    repository.collectGarbage(old);
    repository.storageStatistics();
    repository.verify(new VerifyScope(true, false), problem -> {});
    assertEquals(0, fetched.get());
    try (Repository other = Repository.open(memory)) {
      other.createBranch("b", other.lookupBranch("main"));
    }
    repository.collectGarbage(old);
    assertEquals(1, fetched.get());
    assertEquals(2, repository.branches().size());
    repository.storageStatistics();
    assertEquals(1, fetched.get());
  }
}
