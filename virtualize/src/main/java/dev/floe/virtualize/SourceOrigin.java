package dev.floe.virtualize;

import dev.floe.format.Checksum;
import java.util.Objects;
import java.util.Optional;

/// Where readers will find a virtualized file, and what it must still be like then.
///
/// @param location an absolute URL or `vcc://container/path`
public record SourceOrigin(String location, Optional<Checksum> checksum) {
  public SourceOrigin {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(checksum, "checksum");
  }
}
