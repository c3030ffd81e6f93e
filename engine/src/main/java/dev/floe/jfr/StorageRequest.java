package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// One request to a storage, from sending it to its last byte. A retry and each part of a split
/// range is a request of its own.
///
/// ```java
/// StorageRequest event = StorageRequest.started("get", key);
/// …
/// if (event != null) {
///   event.firstByteAfter(nanos);
///   …
///   event.finished(bytes, attempt, StorageRequest.OK);
/// }
/// ```
@Name("dev.floe.StorageRequest")
@Label("Storage Request")
@Description("One request to a storage, every attempt and every part by itself")
@Category("Floe")
@StackTrace(false)
public final class StorageRequest extends Event {
  /// The outcome of a request that did what it should.
  public static final String OK = "ok";

  private static final StorageRequest PROBE = new StorageRequest();

  @Label("Operation")
  @Description("get, put, copy, head, list or delete")
  String operation;

  @Label("Key")
  String key;

  @Label("Offset")
  @Description("Where the range begins in the object")
  @DataAmount
  long offset;

  @Label("Requested Bytes")
  @Description("Length of the range, or -1 for the whole object")
  @DataAmount
  long requestedBytes = -1;

  @Label("Transferred Bytes")
  @Description("Bytes of the body that were sent or received")
  @DataAmount
  long transferredBytes;

  @Label("Time to First Byte")
  @Description("From sending the request to the first byte of the answer's body, or 0")
  @Timespan(Timespan.NANOSECONDS)
  long timeToFirstByte;

  @Label("Attempt")
  @Description("1 for the first")
  int attempt;

  @Label("Outcome")
  @Description("ok, or the kind of the failure")
  String outcome;

  private StorageRequest() {}

  /// A request that begins now, or null while nobody records them.
  public static StorageRequest started(String operation, String key) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    StorageRequest event = new StorageRequest();
    event.operation = operation;
    event.key = key;
    event.begin();
    return event;
  }

  /// The request asks for a part of the object.
  public void range(long offset, long lengthBytes) {
    this.offset = offset;
    this.requestedBytes = lengthBytes;
  }

  /// The first byte of the answer came after so many nanoseconds.
  public void firstByteAfter(long nanos) {
    this.timeToFirstByte = nanos;
  }

  /// The request is over.
  ///
  /// @param transferredBytes bytes of the body sent or received
  /// @param attempt 1 for the first
  /// @param outcome [#OK], or the code of the failure's kind
  public void finished(long transferredBytes, int attempt, String outcome) {
    end();
    if (shouldCommit()) {
      this.transferredBytes = transferredBytes;
      this.attempt = attempt;
      this.outcome = outcome;
      commit();
    }
  }
}
