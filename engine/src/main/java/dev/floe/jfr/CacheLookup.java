package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One look-up in a cache. Off unless asked for: there is one for every metadata file and chunk
/// that a read touches.
@Name("dev.floe.CacheLookup")
@Label("Cache Lookup")
@Description("One look-up in a cache")
@Category("Floe")
@Enabled(false)
@StackTrace(false)
public final class CacheLookup extends Event {
  private static final CacheLookup PROBE = new CacheLookup();

  @Label("Cache")
  @Description("manifests, snapshots, transaction-logs or chunks")
  String cache;

  @Label("Key")
  String key;

  @Label("Hit")
  boolean hit;

  private CacheLookup() {}

  /// Whether somebody records look-ups; ask before building a key only for this event.
  public static boolean recorded() {
    return PROBE.isEnabled();
  }

  /// Records a look-up that was just made, if anybody wants to know.
  ///
  /// @param key what was looked up; made into text only while somebody records
  public static void emit(String cache, Object key, boolean hit) {
    if (PROBE.isEnabled()) {
      CacheLookup event = new CacheLookup();
      event.cache = cache;
      event.key = key.toString();
      event.hit = hit;
      event.commit();
    }
  }
}
