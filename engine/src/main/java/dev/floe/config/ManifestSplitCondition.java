package dev.floe.config;

import dev.floe.format.NodePath;
import java.util.List;

/// Which arrays a splitting rule is for.
public sealed interface ManifestSplitCondition {
  /// At least one of these.
  record Or(List<ManifestSplitCondition> conditions) implements ManifestSplitCondition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /// Every one of these.
  record And(List<ManifestSplitCondition> conditions) implements ManifestSplitCondition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /// The expression is found in the whole path, such as `/group/array`.
  record PathMatches(RegexSearch regex) implements ManifestSplitCondition {
    public PathMatches(String regex) {
      this(RegexSearch.of(regex));
    }
  }

  /// The expression is found in the last segment of the path; the root has none.
  record NameMatches(RegexSearch regex) implements ManifestSplitCondition {
    public NameMatches(String regex) {
      this(RegexSearch.of(regex));
    }
  }

  /// Every array.
  record AnyArray() implements ManifestSplitCondition {}

  /// Whether the rule is for the array at this path.
  default boolean matches(NodePath path) {
    return switch (this) {
      case Or(var conditions) -> conditions.stream().anyMatch(c -> c.matches(path));
      case And(var conditions) -> conditions.stream().allMatch(c -> c.matches(path));
      case PathMatches(var regex) -> regex.finds(path.text());
      case NameMatches(var regex) -> !path.isRoot() && regex.finds(path.name());
      case AnyArray _ -> true;
    };
  }
}
