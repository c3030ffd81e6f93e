package dev.floe.spec;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.io.Attribution;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.s3.S3RequestLog;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/// Work over S3 in somebody's name, and what the server saw of it.
public final class AttributedWork {
  /// In whose name.
  public static final Attribution WHO =
      Attribution.NONE.withClient("test/1").withWorkload("nightly ingest").withPrincipal("bob");

  private AttributedWork() {}

  /// A byte array and one of its chunks.
  ///
  /// @param name its path without a slash in front; empty for the root
  /// @param chunk the end of the chunk's key
  public record Written(String name, String chunk) {
    /// The array's document, with chunks of 5,000 bytes.
    public String document() {
      int rank = chunk.split("/").length;
      List<Integer> shape = Collections.nCopies(rank, 2_000_000_000);
      List<Integer> chunks = new ArrayList<>(Collections.nCopies(rank, 1));
      chunks.set(rank - 1, 5_000);
      return """
      {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8",
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":%s}},
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
      "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}
      """
          .formatted(shape, chunks);
    }

    private String key(String end) {
      return name.isEmpty() ? end : name + "/" + end;
    }

    /// The chunk's key.
    public String chunkKey() {
      return key("c/" + chunk);
    }

    /// Makes the array and writes the chunk.
    public void write(Store store) {
      store.set(key("zarr.json"), text(document()));
      store.set(chunkKey(), MemorySegment.ofArray(new byte[5_000]));
    }
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A storage on a server, for somebody or for nobody.
  public static Storage storage(S3Server server, String prefix, Attribution who) {
    return builder(server, prefix, who).open();
  }

  /// The same, to be told more.
  public static S3StorageBuilder builder(S3Server server, String prefix, Attribution who) {
    return S3StorageBuilder.of(S3ServerOptions.TEST_BUCKET, prefix)
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .attribution(who);
  }

  /// Writes chunks, commits, and reads them one by one with what was opened anew.
  public static void run(S3Server server, String prefix, Attribution who, List<Written> arrays) {
    try (Storage storage = storage(server, prefix, who)) {
      try (Repository repository = Repository.create(storage)) {
        Session session = repository.writableSession("main");
        arrays.forEach(array -> array.write(session.store()));
        session.commit("chunks");
      }
      try (Repository repository = Repository.open(storage)) {
        Store store = repository.readonlySession(Version.MAIN).store();
        arrays.forEach(array -> store.get(array.chunkKey()).orElseThrow().close());
      }
    }
  }

  /// Reads and writes of chunks and manifests with the labels of their user agents, sorted; each
  /// once, for a cache may save somebody a request.
  public static TreeSet<String> seen(S3Server server, String prefix) {
    TreeSet<String> seen = new TreeSet<>();
    for (S3RequestLog.Entry entry : server.requests().entries()) {
      String key = entry.key().substring(Math.min(entry.key().length(), prefix.length() + 1));
      if (key.startsWith("chunks/") || key.startsWith("manifests/")) {
        int labels = entry.agent().indexOf('(');
        String agent = labels < 0 ? "" : entry.agent().substring(labels);
        seen.add(entry.operation() + " " + key.substring(0, key.indexOf('/')) + " " + agent);
      }
    }
    return seen;
  }
}
