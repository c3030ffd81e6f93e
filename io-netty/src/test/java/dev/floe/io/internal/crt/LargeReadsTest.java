package dev.floe.io.internal.crt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import dev.floe.memory.SegmentPool;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where the native client cannot be had, the other carries all, and that is said once.
class LargeReadsTest {
  private static final Origin PLAIN = new Origin(false, "localhost", 80);
  private static final Origin TLS = new Origin(true, "localhost", 443);

  private final HeardLog heard = new HeardLog(LargeReads.class);
  private final List<String> said = heard.lines();
  private int starts;

  private static final class Below implements HttpClient {
    @Override
    public CompletableFuture<HttpAnswer> send(HttpCall call) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public HttpClient with(HttpOptions other, SegmentPool pool) {
      return this;
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void leave() {
    heard.close();
  }

  private LargeReads reads(Origin origin, HttpOptions http, Error failure) {
    CrtSetup setup = new CrtSetup(100, origin, new NoKeys(true), http, Optional.empty());
    return new LargeReads(
        new Below(),
        setup,
        SystemSources.all(),
        (_, _, _) -> {
          starts++;
          throw failure;
        });
  }

  private void refused(LargeReads first, LargeReads second, String why) {
    for (LargeReads reads : List.of(first, second)) {
      assertTrue(reads.largePartBytes(1000).isEmpty());
      assertTrue(reads.largePartBytes(1000).isEmpty());
      reads.close();
    }
    assertEquals(1, said.stream().filter(line -> line.contains(why)).count(), said::toString);
  }

  @Test
  void whereTheLibraryIsAbsent() {
    Error absent = new NoClassDefFoundError("software/amazon/awssdk/crt/CRT");
    refused(
        reads(PLAIN, HttpOptions.STANDARD, absent),
        reads(PLAIN, HttpOptions.STANDARD, absent),
        "awssdk/crt/CRT");
    assertEquals(2, starts, "each tries once");
  }

  @Test
  void whereTheLibraryIsBroken() {
    Error broken = new ExceptionInInitializerError(new IllegalStateException("no such platform"));
    refused(
        reads(PLAIN, HttpOptions.STANDARD, broken),
        reads(PLAIN, HttpOptions.STANDARD, broken),
        "no such platform");
  }

  @Test
  void whereSomethingIsSaidThatTheNativeClientDoesNotKeepTo() throws Exception {
    Error unexpected = new AssertionError("was started");
    HttpOptions context = HttpOptions.STANDARD.with(SSLContext.getInstance("TLS"));
    refused(reads(TLS, context, unexpected), reads(TLS, context, unexpected), "of its own;");
    HttpOptions proxied =
        HttpOptions.STANDARD.with(ProxySelector.of(new InetSocketAddress("127.0.0.1", 9)));
    Origin outside = new Origin(false, "192.0.2.1", 80);
    refused(reads(outside, proxied, unexpected), reads(outside, proxied, unexpected), "is a proxy");
    String property = "javax.net.ssl.trustStore";
    System.setProperty(property, "elsewhere");
    try {
      refused(
          reads(TLS, HttpOptions.STANDARD, unexpected),
          reads(TLS, HttpOptions.STANDARD, unexpected),
          "trust store");
    } finally {
      System.clearProperty(property);
    }
    assertEquals(0, starts);
  }

  @Test
  void whereTheBudgetIsTooSmall() {
    try (SegmentPool pool = SegmentPool.checked(127 << 20, System::nanoTime)) {
      Error unexpected = new AssertionError("was started");
      LargeReads first = reads(PLAIN, HttpOptions.STANDARD, unexpected);
      LargeReads second = reads(PLAIN, HttpOptions.STANDARD, unexpected);
      refused(
          (LargeReads) first.with(HttpOptions.STANDARD, pool),
          (LargeReads) second.with(HttpOptions.STANDARD, pool),
          "memory budget");
      assertEquals(0, pool.statistics().reservedBytes());
    }
    assertEquals(0, starts);
  }

  @Test
  void whereTheServersClockIsAnother() {
    CrtSetup setup =
        new CrtSetup(100, PLAIN, new NoKeys(false), HttpOptions.STANDARD, Optional.empty());
    LargeReads reads =
        new LargeReads(
            new Below(),
            setup,
            SystemSources.all(),
            (_, _, _) -> {
              throw new AssertionError();
            });
    assertTrue(reads.largePartBytes(1000).isEmpty());
    reads.close();
  }
}
