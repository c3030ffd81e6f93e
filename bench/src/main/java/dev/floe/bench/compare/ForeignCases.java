package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// Neighbouring chunks of one foreign file: of this machine, of a web server, in a bucket.
final class ForeignCases {
  private ForeignCases() {}

  static List<ComparedCase> of(Scale scale) {
    List<ComparedCase> cases = new ArrayList<>();
    for (int bytes : List.of(16 << 10, 256 << 10)) {
      ComparedCase foreign =
          ComparedCase.of("virtual", Unit.GIGABYTES, scale.limits())
              .of(bytes)
              .with("storage", "memory", "chunks", 64, "at_once", 64);
      String size = "64x" + Scale.size(bytes);
      ComparedCase file = foreign.with("kept", "file");
      cases.add(file.with("at_once", 1).named("virtual-file-in-turn", size));
      cases.add(file.named("virtual-file-64-at-once", size));
      cases.add(foreign.with("kept", "http").named("virtual-http-64-at-once", size));
      cases.add(foreign.with("kept", "s3", "server", "ours").named("virtual-s3-64-at-once", size));
    }
    return cases;
  }
}
