package dev.floe.spec.s3;

import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process that reads as whoever its environment says, or as a profile: sixteen reads at once,
/// again and again until it is told to stop.
final class AmbientReader {
  static final int AT_ONCE = 16;

  private AmbientReader() {}

  /// @param arguments the server, and a profile or nothing
  public static void main(String[] arguments) throws IOException, InterruptedException {
    S3Credentials who =
        arguments.length == 1
            ? new S3Credentials.Ambient()
            : new S3Credentials.Profile(arguments[1]);
    try (Storage storage =
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(arguments[0])
            .allowHttp(true)
            .region("us-east-1")
            .credentials(who)
            .open()) {
      do {
        List<CompletableFuture<?>> reads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          MemorySegment one = MemorySegment.ofArray(new byte[1]);
          reads.add(storage.get("k", GetOptions.WHOLE, _ -> one));
        }
        reads.forEach(CompletableFuture::join);
        TimeUnit.MILLISECONDS.sleep(50);
      } while (System.in.available() == 0);
      System.out.println("read");
    }
  }
}
