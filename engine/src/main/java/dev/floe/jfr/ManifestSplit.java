package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A commit takes a manifest apart that another writer had made of all references of an array:
/// where no rule says how many go into one, others put all of them there.
@Name("dev.floe.ManifestSplit")
@Label("Manifest Split")
@Description("A manifest that another writer had merged is split again")
@Category("Floe")
@StackTrace(false)
public final class ManifestSplit extends Event {
  private static final ManifestSplit PROBE = new ManifestSplit();

  @Label("Array")
  @Description("The path of the array")
  String array;

  @Label("Manifest")
  @Description("The manifest that is taken apart")
  String manifest;

  @Label("References")
  @Description("How many references it has")
  long references;

  @Label("Manifests")
  @Description("How many manifests its references go to")
  int manifests;

  private ManifestSplit() {}

  /// Records one, if anybody wants to know.
  public static void emit(String array, String manifest, long references, int manifests) {
    if (PROBE.isEnabled()) {
      ManifestSplit event = new ManifestSplit();
      event.array = array;
      event.manifest = manifest;
      event.references = references;
      event.manifests = manifests;
      event.commit();
    }
  }
}
