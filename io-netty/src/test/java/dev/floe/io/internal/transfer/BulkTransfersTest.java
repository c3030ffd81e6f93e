package dev.floe.io.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.io.internal.crt.HeardLog;
import dev.floe.io.internal.crt.NoKeys;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import dev.floe.memory.SegmentPool;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where the manager is not to be had it takes nothing, which is said once.
class BulkTransfersTest {
  private static final Origin PLAIN = new Origin(false, "127.0.0.1", 80);
  private static final Origin TLS = new Origin(true, "127.0.0.1", 443);
  private static final long BUDGET = 2 * ManagerEngine.MEMORY_BYTES;

  private final HeardLog heard = new HeardLog(BulkTransfers.class);
  private final List<String> said = heard.lines();
  private int starts;

  @AfterEach
  void leave() {
    heard.close();
  }

  private BulkTransfers transfers(
      Origin origin, HttpOptions http, boolean onTime, SegmentPool pool, Error failure) {
    URI endpoint = URI.create(origin.toString());
    TransferSetup setup =
        new TransferSetup(100, origin, endpoint, true, new NoKeys(onTime), Optional.empty(), http);
    return new BulkTransfers(
        setup,
        null,
        pool,
        (_, _) -> {
          starts++;
          throw failure;
        });
  }

  private void refused(Origin origin, HttpOptions http, long budget, Error failure, String why) {
    try (SegmentPool pool = SegmentPool.checked(budget, System::nanoTime)) {
      for (int i = 0; i < 2; i++) {
        try (BulkTransfers transfers = transfers(origin, http, true, pool, failure)) {
          assertFalse(transfers.takes(1000));
          assertFalse(transfers.takes(1000));
          assertEquals(0, pool.statistics().reservedBytes());
        }
      }
    }
    assertEquals(1, said.stream().filter(line -> line.contains(why)).count(), said::toString);
  }

  @Test
  void whereTheLibrariesAreAbsentOrBroken() {
    Error absent = new NoClassDefFoundError("software/amazon/awssdk/transfer/s3/Any");
    refused(PLAIN, HttpOptions.STANDARD, BUDGET, absent, "NoClassDefFoundError");
    assertEquals(2, starts, "each tries once");
    Error broken = new ExceptionInInitializerError(new UnsupportedOperationException());
    refused(PLAIN, HttpOptions.STANDARD, BUDGET, broken, "UnsupportedOperationException");
  }

  @Test
  void whereSomethingIsSaidThatItDoesNotKeepTo() throws Exception {
    Error unexpected = new AssertionError("was started");
    HttpOptions context = HttpOptions.STANDARD.with(SSLContext.getInstance("TLS"));
    refused(TLS, context, BUDGET, unexpected, "an SSLContext of its own;");
    HttpOptions proxied =
        HttpOptions.STANDARD.with(ProxySelector.of(new InetSocketAddress("127.0.0.1", 9)));
    refused(new Origin(false, "192.0.2.1", 80), proxied, BUDGET, unexpected, "is a proxy");
    refused(PLAIN, HttpOptions.STANDARD, BUDGET - 1, unexpected, "memory budget");
    assertEquals(0, starts);
  }

  @Test
  void whatIsSmallOrUnderAnotherClockStartsNothing() {
    try (SegmentPool pool = SegmentPool.checked(BUDGET, System::nanoTime)) {
      Error unexpected = new AssertionError("was started");
      try (BulkTransfers other = transfers(PLAIN, HttpOptions.STANDARD, false, pool, unexpected);
          BulkTransfers small = transfers(PLAIN, HttpOptions.STANDARD, true, pool, unexpected)) {
        assertFalse(other.takes(1000));
        assertFalse(small.takes(99));
      }
    }
    assertTrue(said.isEmpty(), said::toString);
  }
}
