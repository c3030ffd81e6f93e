package dev.floe.bench.compare;

import java.util.List;
import java.util.stream.Stream;

/// The cases, each at two sizes at least; smaller and fewer where it must be short.
final class Plan {
  private Plan() {}

  static List<ComparedCase> cases(boolean brief) {
    Scale scale = Scale.of(brief);
    return Stream.of(
            ReadCases.of(scale),
            ForeignCases.of(scale),
            WriteCases.of(scale),
            CommitCases.of(scale),
            WriterCases.of(scale),
            ManyCases.of(scale))
        .flatMap(List::stream)
        .toList();
  }
}
