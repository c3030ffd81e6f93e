package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Somebody had to wait for memory of a pool. With a stack trace: it says who.
@Name("dev.floe.PoolPressure")
@Label("Pool Pressure")
@Description("Somebody had to wait for memory of a pool")
@Category("Floe")
@StackTrace(true)
public final class PoolPressure extends Event {
  private static final PoolPressure PROBE = new PoolPressure();

  @Label("Waited")
  @Timespan(Timespan.NANOSECONDS)
  long waited;

  @Label("Bytes")
  @Description("How much was asked for")
  @DataAmount
  long bytes;

  @Label("Limit")
  @Description("The limit of the pool")
  @DataAmount
  long limit;

  @Label("Served")
  @Description("Whether there was memory in the end")
  boolean served;

  private PoolPressure() {}

  /// Records a wait that has just ended, if anybody wants to know.
  public static void emit(long waitedNanos, long bytes, long limitBytes, boolean served) {
    if (PROBE.isEnabled()) {
      PoolPressure event = new PoolPressure();
      event.waited = waitedNanos;
      event.bytes = bytes;
      event.limit = limitBytes;
      event.served = served;
      event.commit();
    }
  }
}
