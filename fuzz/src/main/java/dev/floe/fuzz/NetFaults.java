package dev.floe.fuzz;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.net.Line;
import dev.floe.spec.net.Line.Direction;
import dev.floe.spec.net.Line.How;
import dev.floe.spec.net.LinePlan;
import dev.floe.spec.s3.S3Fault;
import dev.floe.spec.s3.S3FaultPlan;
import dev.floe.spec.s3.S3Operation;
import dev.floe.spec.s3.S3Request;
import dev.floe.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What goes wrong between a storage and its server, and how little patience the storage has.
final class NetFaults {
  /// A call with all its attempts ends before this.
  static final Duration OPERATION = Duration.ofSeconds(15);

  private static final double SHARE_OF_REQUESTS = 0.08;
  private static final double SHARE_OF_CONNECTIONS = 0.2;
  private static final int LONGEST_LATE_MILLIS = 150;

  private NetFaults() {}

  /// A storage below a prefix that asks a port of the loopback interface.
  static Storage storage(int port, String prefix) {
    return storage(port, prefix, OptionalLong.empty());
  }

  /// The same, whose ranges from a length on the native client reads.
  static Storage storage(int port, String prefix, OptionalLong crtFromBytes) {
    StorageSettings settings =
        StorageSettings.builder()
            .concurrency(
                StorageConcurrencySettings.builder()
                    .idealConcurrentRequestSize(256 << 10)
                    .maxConcurrentRequestsForObject(4)
                    .build())
            .retries(
                StorageRetriesSettings.builder()
                    .maxTries(12)
                    .initialBackoff(Duration.ofMillis(2))
                    .maxBackoff(Duration.ofMillis(50))
                    .build())
            .timeouts(
                StorageTimeoutSettings.builder()
                    .connect(Duration.ofSeconds(3))
                    .read(Duration.ofMillis(700))
                    .operationAttempt(Duration.ofSeconds(5))
                    .operation(OPERATION)
                    .build())
            .build();
    S3StorageBuilder builder =
        S3StorageBuilder.of("bucket", prefix)
            .endpointUrl("http://127.0.0.1:" + port)
            .allowHttp(true)
            .region("us-east-1")
            .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
            .settings(settings);
    crtFromBytes.ifPresent(builder::largeReadsThroughCrt);
    return builder.open();
  }

  /// Connections that are slow, or that end after some bytes.
  static LinePlan lines(long seed) {
    return LinePlan.seeded(
        seed,
        SHARE_OF_CONNECTIONS,
        Line.CLEAN.withLatency(Duration.ofMillis(3)),
        Line.CLEAN.withBytesPerSecond(20_000_000),
        Line.CLEAN.ending(How.RESET, Direction.TO_CLIENT, 300_000),
        Line.CLEAN.ending(How.CUT, Direction.TO_CLIENT, 700_000),
        Line.CLEAN.ending(How.CUT, Direction.TO_SERVER, 5_000),
        Line.CLEAN.ending(How.HALF_OPEN, Direction.TO_CLIENT, 1_000_000));
  }

  /// Reads are refused, lost, cut, late and lied about; the last five of these a client cannot
  /// repair, and must find out. How long a whole object is the server alone knows.
  static S3FaultPlan ofReads(long seed) {
    S3FaultPlan plan = anyOfReads(seed);
    return request -> {
      S3Fault fault = plan.next(request);
      boolean whole = request.header("range").isEmpty();
      return whole && fault instanceof S3Fault.LyingLength ? S3Fault.NONE : fault;
    };
  }

  private static S3FaultPlan anyOfReads(long seed) {
    return S3FaultPlan.seeded(
        seed,
        request -> request.operation() == S3Operation.GET_OBJECT,
        SHARE_OF_REQUESTS,
        S3Fault.LOST_REQUEST,
        S3Fault.LOST_ANSWER,
        S3Fault.SLOW_DOWN,
        S3Fault.INTERNAL_ERROR,
        new S3Fault.CutBody(1),
        new S3Fault.CutBody(70_000),
        new S3Fault.StalledBody(1_000),
        new S3Fault.TrickledBody(40_000, Duration.ofMillis(2)),
        new S3Fault.Delayed(Duration.ofMillis(40), S3Fault.NONE),
        new S3Fault.Delayed(Duration.ofMillis(40), S3Fault.LOST_ANSWER),
        S3Fault.SKEWED_CLOCK,
        S3Fault.IGNORED_RANGE,
        new S3Fault.ShiftedRange(1),
        new S3Fault.LyingLength(7),
        new S3Fault.LyingLength(-7),
        new S3Fault.OtherHeaders(Map.of("content-range", "bytes 0-9/10")));
  }

  /// Every kind of request is refused or lost, carried out or not; writes land late, when whoever
  /// sent them has gone on.
  static S3FaultPlan ofCommits(long seed) {
    Random random = new Random(seed);
    List<S3Fault> any =
        List.of(
            S3Fault.LOST_REQUEST,
            S3Fault.LOST_ANSWER,
            S3Fault.LOST_ANSWER,
            S3Fault.SLOW_DOWN,
            S3Fault.INTERNAL_ERROR,
            new S3Fault.RefusedThough(S3Fault.SLOW_DOWN),
            new S3Fault.RefusedThough(S3Fault.INTERNAL_ERROR),
            new S3Fault.Delayed(Duration.ofMillis(20), S3Fault.NONE),
            new S3Fault.Delayed(Duration.ofMillis(20), S3Fault.LOST_ANSWER));
    return request -> {
      if (random.nextDouble() >= SHARE_OF_REQUESTS) {
        return S3Fault.NONE;
      }
      int choice = random.nextInt(any.size() + 2);
      int lateMillis = 1 + random.nextInt(LONGEST_LATE_MILLIS);
      if (choice < any.size()) {
        return any.get(choice);
      }
      if (!writes(request)) {
        return S3Fault.NONE;
      }
      return choice == any.size() && request.conditional()
          ? S3Fault.CONDITIONAL_CONFLICT
          : new S3Fault.LandsLate(
              new CompletableFuture<Void>()
                  .completeOnTimeout(null, lateMillis, TimeUnit.MILLISECONDS));
    };
  }

  private static boolean writes(S3Request request) {
    return request.operation() == S3Operation.PUT_OBJECT
        || request.operation() == S3Operation.COPY_OBJECT;
  }
}
