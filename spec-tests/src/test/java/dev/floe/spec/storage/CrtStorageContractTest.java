package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ByteRange;
import dev.floe.spec.s3.S3Server;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// S3 on the server inside of this process, with every range into memory that is there read by the
/// native client.
class CrtStorageContractTest extends BucketStorageContract {
  private static S3Server server;

  @BeforeAll
  static void start() {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() {
    boolean asked =
        server.requests().entries().stream().anyMatch(entry -> entry.agent().contains("CRTS3"));
    server.close();
    assertTrue(asked, "the native client was used");
  }

  @Override
  URI endpoint() {
    return server.endpoint();
  }

  @Override
  protected Storage open() {
    return prepared(builder().largeReadsThroughCrt(1).open());
  }

  /// The same storage, with the targets of ranges asked before the read, as the engine does.
  private static Storage prepared(Storage storage) {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (_, method, arguments) -> {
              if (method.getName().equals("get")
                  && arguments[1] instanceof GetOptions options
                  && options.range() instanceof ByteRange.Bounded) {
                return get(storage, (String) arguments[0], options, (Target) arguments[2]);
              }
              try {
                Object result = method.invoke(storage, arguments);
                return method.getName().equals("under") ? prepared((Storage) result) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static CompletableFuture<GetResult> get(
      Storage storage, String key, GetOptions options, Target target) {
    long lengthBytes;
    try {
      long size = storage.head(key).join().map(ObjectInfo::sizeBytes).orElse(0L);
      lengthBytes = options.range().end(size) - options.range().start(size);
    } catch (RuntimeException _) {
      return storage.get(key, options, target);
    }
    if (lengthBytes <= 0 || options.unlessVersion().isPresent() || options.guard().isPresent()) {
      return storage.get(key, options, target);
    }
    MemorySegment place;
    try {
      place = target.segment(lengthBytes);
    } catch (RuntimeException e) {
      return storage.get(
          key,
          options,
          _ -> {
            throw e;
          });
    }
    return storage.get(key, options, Target.of(place));
  }
}
