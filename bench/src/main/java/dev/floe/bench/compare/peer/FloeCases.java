package dev.floe.bench.compare.peer;

import java.util.Map;

/// The cases as Floe does them.
final class FloeCases {
  static final Map<String, Peer.Maker> ALL =
      Map.ofEntries(
          Map.entry("get", GetWork::new),
          Map.entry("read-all", ReadAllWork::new),
          Map.entry("virtual", ReadAllWork::virtual),
          Map.entry("set", SetWork::new),
          Map.entry("objects", ObjectsWork::new),
          Map.entry("continue", ContinueWork::new),
          Map.entry("commit", CommitWork::new),
          Map.entry("series", SeriesWork::new),
          Map.entry("past", PastWork::new),
          Map.entry("writers", WritersWork::new),
          Map.entry("writer", WriterWork::new),
          Map.entry("bulk", BulkWork::new),
          Map.entry("keys", KeysWork::new),
          Map.entry("collect", CollectWork::new));

  private FloeCases() {}
}
