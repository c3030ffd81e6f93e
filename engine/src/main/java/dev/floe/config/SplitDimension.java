package dev.floe.config;

import java.util.Objects;
import java.util.Optional;

/// How many chunks along a dimension go into one manifest.
///
/// @param numChunks an unsigned 32-bit number, at least one to have any effect
public record SplitDimension(Condition condition, long numChunks) {
  /// Which dimensions of an array this is for; the first that fits a dimension counts.
  public sealed interface Condition {
    /// The dimension at this index.
    record Axis(long index) implements Condition {}

    /// The dimensions in whose name the expression is found.
    record DimensionName(RegexSearch regex) implements Condition {
      public DimensionName(String regex) {
        this(RegexSearch.of(regex));
      }
    }

    /// Every dimension.
    record Any() implements Condition {}

    /// Whether this is for the dimension at `axis`, which may have a name.
    default boolean matches(int axis, Optional<String> name) {
      return switch (this) {
        case Axis(long index) -> index == axis;
        case DimensionName(var regex) -> name.isPresent() && regex.finds(name.get());
        case Any _ -> true;
      };
    }
  }

  public SplitDimension {
    Objects.requireNonNull(condition, "condition");
    if (numChunks < 0 || numChunks > SettingType.U32) {
      throw new IllegalArgumentException("numChunks does not fit u32: " + numChunks);
    }
  }
}
