package dev.floe.bench.compare;

import dev.floe.bench.compare.PeerProcess.Reply;
import dev.floe.bench.compare.peer.Content;
import dev.floe.bench.s3.MeasuredServer;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What cases are given to work on beside their own repositories: servers, a foreign file, and a
/// repository that the reference wrote. Servers start when a case needs them first.
final class Sources implements AutoCloseable {
  private static final String REGION = "us-east-1";
  private static final String BUCKET = "bucket";
  private static final String KEY = "testkey";
  private static final String SECRET = "testsecret12";
  private static final int SOURCE_CHUNKS = 64;

  /// For those peers that find credentials where the machine keeps them.
  static final Map<String, String> ENVIRONMENT =
      Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_REGION", REGION);

  private final Map<MeasuredServer.Kind, MeasuredServer> servers =
      new EnumMap<>(MeasuredServer.Kind.class);
  private final Peers peers;
  private final Path directory;
  private final FileServer web;

  /// @param directory for files
  Sources(Peers peers, Path directory) throws IOException {
    this.peers = peers;
    this.directory = directory;
    web = FileServer.start();
  }

  /// Why a case cannot be measured here, if it cannot.
  Optional<String> missing(ComparedCase each) {
    String server = each.parameter("server");
    return server.isEmpty() ? Optional.empty() : MeasuredServer.missing(kind(server));
  }

  private static MeasuredServer.Kind kind(String server) {
    return MeasuredServer.Kind.valueOf(server.toUpperCase(Locale.ROOT));
  }

  /// The case with the parameters that say where what it needs is.
  ///
  /// @throws IllegalStateException if nobody is there to write what others go on with
  ComparedCase prepared(ComparedCase each) throws IOException {
    ComparedCase prepared = each;
    if (!each.parameter("server").isEmpty()) {
      MeasuredServer server = server(each.parameter("server"));
      prepared =
          each.with("endpoint", server.endpoint(), "bucket", BUCKET, "key", KEY, "secret", SECRET)
              .with("data", server.data().resolve(BUCKET));
    }
    if (each.work().equals("virtual")) {
      prepared = foreign(prepared);
    } else if (each.work().equals("continue")) {
      prepared = prepared.with("base", base(prepared));
    }
    return prepared;
  }

  private MeasuredServer server(String name) throws IOException {
    MeasuredServer running = servers.get(kind(name));
    if (running == null) {
      try {
        running = MeasuredServer.start(kind(name));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(name + " was not started", e);
      }
      servers.put(kind(name), running);
    }
    return running;
  }

  private ComparedCase foreign(ComparedCase each) throws IOException {
    int lengthBytes = Integer.parseInt(each.parameter("bytes"));
    byte[] bytes = new byte[SOURCE_CHUNKS * lengthBytes];
    Content.fillAll(bytes, lengthBytes);
    String name = "source-" + lengthBytes;
    String container =
        switch (each.parameter("kept")) {
          case "file" -> {
            Files.write(directory.resolve(name), bytes);
            yield "file://" + directory + "/";
          }
          case "http" -> {
            web.serve(bytes);
            yield web.url();
          }
          default -> {
            upload(each, name, bytes);
            yield "s3://" + BUCKET + "/foreign/chunks/";
          }
        };
    return each.with("container", container, "source", name);
  }

  private static void upload(ComparedCase each, String name, byte[] bytes) {
    try (Storage storage =
        S3StorageBuilder.of(BUCKET, "foreign")
            .endpointUrl(each.parameter("endpoint"))
            .allowHttp(true)
            .region(REGION)
            .credentials(S3Credentials.Keys.of(KEY, SECRET))
            .open()) {
      storage.put("chunks/" + name, MemorySegment.ofArray(bytes), PutOptions.chunk()).join();
    }
  }

  /// A repository that one of the others wrote.
  private Path base(ComparedCase each) throws IOException {
    Path base = directory.resolve("base-" + each.parameter("refs"));
    ComparedCase there = each.with("base", base);
    for (String peer : List.of("rust", "python")) {
      if (peers.names().contains(peer) && !Files.exists(base)) {
        Files.createDirectories(base);
        Reply reply = peers.process(peer, 0).ask(there.request("base"));
        peers.process(peer, 0).ask("close");
        if (!reply.isOk()) {
          throw new IllegalStateException(each.name() + ": " + reply.text());
        }
      }
    }
    if (!Files.exists(base)) {
      throw new IllegalStateException(each.name() + ": nobody is there to write what it goes on");
    }
    return base;
  }

  @Override
  public void close() throws IOException {
    web.close();
    for (MeasuredServer server : servers.values()) {
      server.close();
    }
  }
}
