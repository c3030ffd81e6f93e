package dev.floe.jfr;

import jdk.jfr.FlightRecorder;

/// Whether the flight recorder was ever started in this process. The JDK registers an event when
/// its class is first touched, and to register the first one takes it a tenth of a second: a short
/// process that nobody records asks here and touches none.
public final class Recorder {
  private Recorder() {}

  /// False only if nobody records anything, and nobody did before.
  public static boolean wasStarted() {
    return FlightRecorder.isInitialized();
  }
}
