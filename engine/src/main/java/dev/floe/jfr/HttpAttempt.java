package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// One HTTP request to an object store. A storage request is made of one or more: retries, hedges
/// and the parts of a split range each have theirs.
@Name("dev.floe.HttpAttempt")
@Label("HTTP Attempt")
@Description("One HTTP request to an object store, retries, hedges and parts each by itself")
@Category("Floe")
@StackTrace(false)
public final class HttpAttempt extends Event {
  private static final HttpAttempt PROBE = new HttpAttempt();

  @Label("Host")
  @Description("Scheme, host and port")
  String host;

  @Label("Subject")
  @Description("The object, or what else the request is about")
  String subject;

  @Label("Attempt")
  @Description("1 for the first request of a call")
  int attempt;

  @Label("Hedge")
  @Description("Whether it was made beside another that was slow")
  boolean hedge;

  @Label("Status")
  @Description("Status of the answer, or 0 if there was none")
  int status;

  @Label("Received Bytes")
  @Description("Bytes of the answer's body")
  @DataAmount
  long receivedBytes;

  @Label("Time to Head")
  @Description("From sending the request to the head of the answer, or 0")
  @Timespan(Timespan.NANOSECONDS)
  long timeToHead;

  @Label("Outcome")
  @Description("ok, repeat, or what went wrong")
  String outcome;

  private HttpAttempt() {}

  /// A request that begins now, or null while nobody records them.
  public static HttpAttempt started(String host, String subject, int attempt, boolean hedge) {
    if (!Recorder.wasStarted() || !PROBE.isEnabled()) {
      return null;
    }
    HttpAttempt event = new HttpAttempt();
    event.host = host;
    event.subject = subject;
    event.attempt = attempt;
    event.hedge = hedge;
    event.begin();
    return event;
  }

  /// The head of the answer came.
  public void answered(int status, long nanos) {
    this.status = status;
    this.timeToHead = nanos;
  }

  /// The request is over.
  public void finished(long receivedBytes, String outcome) {
    end();
    if (shouldCommit()) {
      this.receivedBytes = receivedBytes;
      this.outcome = outcome;
      commit();
    }
  }
}
