package dev.floe.bench.compare.peer;

import java.util.Map;

/// What the machine gives without an engine, for the cases that have such a thing.
final class FloorCases {
  static final Map<String, Peer.Maker> ALL =
      Map.of(
          "get", BareRead::one,
          "read-all", BareRead::all,
          "virtual", BareRead::all,
          "set", BareWrite::chunks,
          "commit", BareWriter::of,
          "series", BareWriter::of,
          "writer", BareWriter::of);

  private FloorCases() {}
}
