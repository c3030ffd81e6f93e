package dev.floe.spec;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A process that commits to a repository in a bucket, with rebase, as `over_s3.py commit` does: it
/// sets its own chunks of the array `counts`, one a commit, and prints the snapshots it made.
///
/// Arguments: endpoint, prefix, the number of this writer, how many commits.
final class BucketWriter {
  private BucketWriter() {}

  static Storage storage(String endpoint, String prefix) {
    return S3StorageBuilder.of("bucket", prefix)
        .endpointUrl(endpoint)
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .open();
  }

  /// The bytes of one element.
  static MemorySegment value(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return MemorySegment.ofArray(bytes.putLong(0, value).array());
  }

  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[3]);
    try (Storage storage = storage(arguments[0], arguments[1]);
        Repository repository = Repository.open(storage)) {
      for (int turn = 0; turn < count; turn++) {
        int index = Integer.parseInt(arguments[2]) * count + turn;
        Session session = repository.writableSession("main");
        session.store().set("counts/c/" + index, value(index + 1));
        System.out.println(
            session.commit(
                arguments[2] + " " + turn, CommitOptions.rebaseWith(new ConflictDetector())));
        System.out.flush();
      }
    }
  }
}
