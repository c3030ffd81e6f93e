package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The chunks of a session's change set written as manifests, snapshot and transaction log, and
/// what the set held in memory.
@Name("dev.floe.ChangeSetFlush")
@Label("Change Set Flush")
@Description("A session's changes written as files that nothing points at yet")
@Category("Floe")
@StackTrace(false)
public final class ChangeSetFlush extends Event {
  private static final ChangeSetFlush PROBE = new ChangeSetFlush();

  @Label("Chunks")
  @Description("Chunks written or deleted")
  long chunks;

  @Label("Reference Bytes")
  @Description("What chunk references and their index take")
  @DataAmount
  long referenceBytes;

  @Label("Locations")
  @Description("Distinct locations of virtual chunks")
  long locations;

  @Label("Location Bytes")
  @DataAmount
  long locationBytes;

  @Label("Etags")
  @Description("Distinct etags of virtual chunks")
  long etags;

  @Label("Etag Bytes")
  @DataAmount
  long etagBytes;

  @Label("Inline Bytes")
  @Description("Bytes of chunks that are kept in manifests")
  @DataAmount
  long inlineBytes;

  private ChangeSetFlush() {}

  /// A flush that begins now, or null while nobody records them.
  public static ChangeSetFlush started() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    ChangeSetFlush event = new ChangeSetFlush();
    event.begin();
    return event;
  }

  /// How many chunks there are, and what their references take.
  public void references(long count, long bytes) {
    chunks = count;
    referenceBytes = bytes;
  }

  /// How many locations there are, and how long they are.
  public void locations(long count, long bytes) {
    locations = count;
    locationBytes = bytes;
  }

  /// How many etags there are, and how long they are.
  public void etags(long count, long bytes) {
    etags = count;
    etagBytes = bytes;
  }

  /// How long inline chunks are together.
  public void inline(long bytes) {
    inlineBytes = bytes;
  }

  /// The files are on their way.
  public void finished() {
    commit();
  }
}
