package dev.floe.bench.tiles;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Serves the chunks of a branch as `/tiles/ARRAY/c/0/0`, by HTTP/1.1 on the loopback interface: a
/// virtual thread for each request, which reads, copies and writes, and never more at once than
/// there are buffers. What a branch points to is looked up once a second; the snapshot is the tag
/// of an answer, so that who has one asks for nothing while nobody commits.
///
/// | asked | answered |
/// |---|---|
/// | a chunk | 200 with its bytes; `HEAD` without |
/// | with `If-None-Match` of this snapshot | 304 |
/// | what is not there, or no name of a chunk | 404 |
/// | anything but `GET` and `HEAD` | 405 |
/// | with a body, or a longer address | 400, 414 |
/// | more at once than there are buffers | 503 after a moment, to be asked again |
/// | what cannot be read, or is larger than a buffer | 500 |
///
/// Whoever starts it closes it: requests under way are answered first. Repository and storage are
/// the caller's.
final class TileServer implements AutoCloseable {
  /// No tile is larger.
  static final int LONGEST_TILE = 256 << 10;

  private static final String TILES = "/tiles/";
  private static final int ABSENT = -1;
  private static final int FAILED = -2;
  private static final int LONGEST_ADDRESS = 256;
  private static final int BACKLOG = 1024;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration NEWS = Duration.ofSeconds(1);
  private static final Pattern CHUNK = Pattern.compile("[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*/c(/\\d+)*");

  static {
    // Answers are not held back, and slow or silent clients do not stay.
    Map<String, String> limits =
        Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "sun.net.httpserver.maxIdleConnections", "1024",
            "jdk.httpserver.maxConnections", "4096");
    limits.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }

  /// What is served.
  private record Served(Store store, SnapshotId snapshot, String tag) {
    static Served of(Session session) {
      return new Served(
          session.store(), session.snapshotId(), '"' + session.snapshotId().text() + '"');
    }
  }

  private final Repository repository;
  private final String branch;
  private final Duration patience;
  private final BlockingQueue<byte[]> buffers;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService news = Executors.newSingleThreadScheduledExecutor();
  private final int atOnce;
  private volatile Served served;
  private volatile boolean closed;

  private TileServer(Repository repository, String branch, int port, int atOnce, Duration patience)
      throws IOException {
    this.repository = repository;
    this.branch = branch;
    this.patience = patience;
    this.atOnce = atOnce;
    this.buffers = new ArrayBlockingQueue<>(atOnce);
    for (int i = 0; i < atOnce; i++) {
      buffers.add(new byte[LONGEST_TILE]);
    }
    served = Served.of(repository.readonlySession(Version.branch(branch)));
    server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
  }

  /// Starts one.
  ///
  /// @param port 0 for any
  /// @param atOnce how many requests at most are answered at once, with a buffer each
  /// @param patience how long a request waits for a buffer
  static TileServer start(
      Repository repository, String branch, int port, int atOnce, Duration patience)
      throws IOException {
    TileServer server = new TileServer(repository, branch, port, atOnce, patience);
    server.news.scheduleWithFixedDelay(
        server::follow, NEWS.toMillis(), NEWS.toMillis(), TimeUnit.MILLISECONDS);
    server.server.start();
    return server;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + TILES);
  }

  /// Serves what the branch points to now. If that cannot be found out, it goes on with what it
  /// has.
  void follow() {
    try {
      if (!repository.lookupBranch(branch).equals(served.snapshot())) {
        served = Served.of(repository.readonlySession(Version.branch(branch)));
      }
    } catch (IcechunkException e) {
      System.getLogger(TileServer.class.getName())
          .log(System.Logger.Level.WARNING, "what the branch points to is not known", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else if (hasBody(exchange.getRequestHeaders())) {
        exchange.sendResponseHeaders(400, -1);
      } else if (path.length() > LONGEST_ADDRESS) {
        exchange.sendResponseHeaders(414, -1);
      } else if (!path.startsWith(TILES)
          || !CHUNK.matcher(path.substring(TILES.length())).matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer(exchange, path.substring(TILES.length()), method.equals("HEAD"));
      }
    }
  }

  private static boolean hasBody(Headers headers) {
    String length = headers.getFirst("Content-Length");
    return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
  }

  private void answer(HttpExchange exchange, String key, boolean head) throws IOException {
    Served now = served;
    if (now.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.getResponseHeaders().set("ETag", now.tag());
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    byte[] buffer = buffer();
    if (buffer == null) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    try {
      int length = read(now.store(), key, buffer);
      if (length < 0) {
        exchange.sendResponseHeaders(length == ABSENT ? 404 : 500, -1);
        return;
      }
      exchange.getResponseHeaders().set("ETag", now.tag());
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-cache");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
      }
      exchange.sendResponseHeaders(200, head || length == 0 ? -1 : length);
      if (!head && length > 0) {
        try (OutputStream body = exchange.getResponseBody()) {
          body.write(buffer, 0, length);
        }
      }
    } finally {
      buffers.add(buffer);
    }
  }

  private byte[] buffer() {
    try {
      return buffers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /// Copies a chunk into a buffer.
  ///
  /// @return its length, [#ABSENT] or [#FAILED]
  private static int read(Store store, String key, byte[] buffer) {
    try (SegmentLease lease = store.get(key).orElse(null)) {
      if (lease == null) {
        return ABSENT;
      }
      if (lease.lengthBytes() > buffer.length) {
        return FAILED;
      }
      int length = (int) lease.lengthBytes();
      MemorySegment.copy(lease.segment(), ValueLayout.JAVA_BYTE, 0, buffer, 0, length);
      return length;
    } catch (InvalidInputException e) {
      return ABSENT; // coordinates that no array has
    } catch (IcechunkException e) {
      System.getLogger(TileServer.class.getName())
          .log(System.Logger.Level.WARNING, key + " cannot be read", e);
      return FAILED;
    }
  }

  /// Waits a while for requests under way: whoever has all buffers knows that nobody reads or
  /// writes. Requests that arrive meanwhile are told to come again, and then no more do.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    news.close();
    long end = System.nanoTime() + GRACE.toNanos();
    try {
      for (int taken = 0; taken < atOnce; taken++) {
        if (buffers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.close();
  }

  /// A server as a process: says its address, and stops when its input ends.
  ///
  /// @param arguments the repository's location, a port, how many at once, and settings of the
  ///   storage as `name=value`
  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String setting : Arrays.asList(arguments).subList(3, arguments.length)) {
      settings.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    StorageOptions options = new StorageOptions(StorageOptions.Durability.FSYNC, settings);
    try (Engine engine = Engine.create();
        Storage storage = Storage.of(arguments[0], options);
        Repository repository =
            Repository.open(storage, RepositoryOptions.STANDARD.withEngine(engine));
        TileServer server =
            start(
                repository,
                "main",
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Duration.ofMillis(500))) {
      System.out.println(server.address());
      while (System.in.read() >= 0) {
        // whoever started it still wants it
      }
    }
  }
}
