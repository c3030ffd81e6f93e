package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.maintenance.CloneReport;
import dev.floe.memory.SegmentPool;
import dev.floe.spec.s3.LargeChunks;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Clones between local files and versitygw, large chunks by `S3TransferManager` and without it.
@Tag("servers")
class VersitygwTransfersTest {
  @RegisterExtension static final RunningServer SERVER = RunningServer.versitygw();

  @TempDir Path directory;

  @BeforeAll
  static void createBucket() {
    SERVER.createBucket(S3ServerOptions.TEST_BUCKET);
  }

  private static S3StorageBuilder bucket(String prefix) {
    return S3StorageBuilder.of(S3ServerOptions.TEST_BUCKET, prefix)
        .endpointUrl(SERVER.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(
            S3Credentials.Keys.of(
                S3ServerOptions.TEST_CREDENTIALS.accessKey(),
                S3ServerOptions.TEST_CREDENTIALS.secretKey()));
  }

  private static CloneReport copy(Engine engine, Storage from, Storage to) {
    try (Repository source = Repository.open(from, RepositoryOptions.STANDARD.withEngine(engine))) {
      return source.cloneTo(to, _ -> {});
    }
  }

  private void thereAndBack(String prefix, S3StorageBuilder builder) {
    try (Engine engine = Engine.create(1L << 30);
        Storage files = Storage.localFilesystem(directory.resolve(prefix + "-source"));
        Storage bucket = builder.open();
        Storage back = Storage.localFilesystem(directory.resolve(prefix + "-back"))) {
      LargeChunks.create(files);
      assertEquals(List.of(), copy(engine, files, bucket).problems());
      LargeChunks.assertSame(files, bucket);
      assertEquals(List.of(), copy(engine, bucket, back).problems());
      LargeChunks.assertSame(files, back);
    }
  }

  @Test
  void byTheManager() {
    S3StorageBuilder builder =
        bucket("manager").largeCopiesThroughTransferManager(LargeChunks.LARGE_BYTES);
    try (SegmentPool pool =
            new SegmentPool(SegmentPool.Options.limitedTo(1L << 30), System::nanoTime);
        Storage storage = builder.open();
        FileTransfers transfers = storage.fileTransfers(pool).orElseThrow()) {
      assertTrue(transfers.takes(LargeChunks.LARGE_BYTES), "it is there");
    }
    thereAndBack("manager", builder);
  }

  @Test
  void withoutIt() {
    thereAndBack("own", bucket("own"));
  }
}
