package dev.floe.bench.s3;

import dev.floe.io.S3Credentials;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/// The clients over one server, whose object they read; before anything is measured, all of them
/// must read the same bytes. Closing it closes them, and the memory they read into.
final class Clients implements AutoCloseable {
  /// Who reads.
  enum Kind {
    /// Floe's S3 storage: signed, over Netty.
    FLOE,
    /// The same without signatures.
    FLOE_UNSIGNED,
    /// The same over TLS.
    FLOE_TLS,
    /// Floe's S3 storage with every range handed to the native client.
    FLOE_CRT,
    /// The SDK's asynchronous client over netty-nio.
    SDK_NETTY,
    /// The SDK's asynchronous client over CRT.
    SDK_CRT,
    /// CRT's own S3 client, with borrowed buffers.
    CRT,
    /// Pre-signed requests over bare sockets, drained.
    BARE
  }

  private static final int MOST_CONNECTIONS = 128;

  /// One for each processor, as wrk is told to; fewer where fewer connections are.
  private static final int BARE_THREADS = 2;

  private final MeasuredServer server;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment destinations;
  private final MemorySegment content;

  /// @param destinationBytes all reads in flight together
  Clients(MeasuredServer server, long destinationBytes) throws IOException {
    this.server = server;
    this.destinations = arena.allocate(destinationBytes, 4096).fill((byte) 1);
    this.content = S3Object.content(arena);
    if (server.kind() == MeasuredServer.Kind.NGINX) {
      Path file = server.data().resolve(S3Object.BUCKET).resolve(S3Object.KEY);
      Files.createDirectories(file.getParent());
      Files.write(file, content.toArray(ValueLayout.JAVA_BYTE));
    } else {
      write(object());
      server.tls().ifPresent(tls -> write(new S3Object(tls)));
    }
  }

  private void write(S3Object object) {
    try (FloeClient writer = new FloeClient(object, FloeClient.keys(), destinations)) {
      writer.write(content);
    }
  }

  private S3Object object() {
    return new S3Object(server.endpoint());
  }

  /// Whether a client can be had over a server.
  static boolean fits(Kind client, MeasuredServer.Kind server) {
    return server == MeasuredServer.Kind.OURS
        || client != Kind.FLOE_UNSIGNED && client != Kind.FLOE_TLS;
  }

  /// Opens a client that has proved to read what is there. Whoever opens closes it.
  RangeClient open(Kind kind) throws Exception {
    RangeClient client =
        switch (kind) {
          case FLOE -> new FloeClient(object(), FloeClient.keys(), destinations);
          case FLOE_UNSIGNED ->
              new FloeClient(object(), new S3Credentials.Anonymous(), destinations);
          case FLOE_TLS ->
              new FloeClient(
                  new S3Object(server.tls().orElseThrow()), FloeClient.keys(), destinations);
          case FLOE_CRT -> FloeClient.throughCrt(object(), destinations);
          case SDK_NETTY -> SdkClient.overNetty(object(), destinations, MOST_CONNECTIONS);
          case SDK_CRT -> SdkClient.overCrt(object(), destinations, MOST_CONNECTIONS);
          case CRT -> new CrtClient(object(), destinations, MOST_CONNECTIONS);
          case BARE -> new BareClient(object(), BARE_THREADS);
        };
    for (int lengthBytes : new int[] {1, 65_536, 1 << 20, (16 << 20) - 1}) {
      check(kind, client, lengthBytes);
    }
    return client;
  }

  private void check(Kind kind, RangeClient client, int lengthBytes) throws Exception {
    for (long offset : new long[] {0, 12_345, S3Object.BYTES - lengthBytes}) {
      destinations.asSlice(0, Math.min(destinations.byteSize(), lengthBytes)).fill((byte) 0);
      if (lengthBytes <= destinations.byteSize()
          && client.read(offset, lengthBytes).mismatch(content.asSlice(offset, lengthBytes)) >= 0) {
        throw new IllegalStateException(
            kind + " over " + server.kind() + ": wrong bytes in " + offset + " +" + lengthBytes);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
