package dev.floe.config;

import dev.floe.format.NodePath;
import java.util.List;
import java.util.stream.Stream;

/// Which manifests are fetched when a session opens: a property of an array and of its manifest.
public sealed interface ManifestPreloadCondition {
  /// At least one of these.
  record Or(List<ManifestPreloadCondition> conditions) implements ManifestPreloadCondition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /// Every one of these.
  record And(List<ManifestPreloadCondition> conditions) implements ManifestPreloadCondition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /// The expression is found in the whole path of the array, such as `/group/array`.
  record PathMatches(RegexSearch regex) implements ManifestPreloadCondition {
    public PathMatches(String regex) {
      this(RegexSearch.of(regex));
    }
  }

  /// The expression is found in the last segment of the array's path; the root has none.
  record NameMatches(RegexSearch regex) implements ManifestPreloadCondition {
    public NameMatches(String regex) {
      this(RegexSearch.of(regex));
    }
  }

  /// The manifest has a number of chunk references between these bounds.
  record NumRefs(RefBound from, RefBound to) implements ManifestPreloadCondition {}

  /// Always.
  record True() implements ManifestPreloadCondition {}

  /// Never.
  record False() implements ManifestPreloadCondition {}

  /// One end of a range of numbers of references, each an unsigned 32-bit number.
  sealed interface RefBound {
    /// No bound.
    record Unbounded() implements RefBound {}

    /// Up to and with this number.
    record Included(long numRefs) implements RefBound {}

    /// Up to and without this number.
    record Excluded(long numRefs) implements RefBound {}
  }

  /// Small manifests of arrays that are named like coordinates: what applies when nothing is set.
  ManifestPreloadCondition DEFAULT =
      new And(
          List.of(
              new Or(
                  Stream.of(
                          "^\\bt\\b$|^(time|min|hour|day|week|month|year)[0-9]*$",
                          "^(z|nav_lev|gdep|lv_|[o]*lev|bottom_top|sigma|h(ei)?ght|altitude|depth"
                              + "|isobaric|pres|isotherm)[a-z_]*[0-9]*$",
                          "^(y|j|nlat|rlat|nj)$",
                          "^y?(nav_lat|lat|gphi)[a-z0-9]*$",
                          "^x?(nav_lon|lon|glam)[a-z0-9]*$",
                          "^(x|i|nlon|rlon|ni)$")
                      .<ManifestPreloadCondition>map(NameMatches::new)
                      .toList()),
              new NumRefs(new RefBound.Unbounded(), new RefBound.Included(1_000))));

  /// Whether a manifest with so many references is fetched for the array at this path.
  default boolean matches(NodePath path, long numRefs) {
    return switch (this) {
      case Or(var conditions) -> conditions.stream().anyMatch(c -> c.matches(path, numRefs));
      case And(var conditions) -> conditions.stream().allMatch(c -> c.matches(path, numRefs));
      case PathMatches(var regex) -> regex.finds(path.text());
      case NameMatches(var regex) -> !path.isRoot() && regex.finds(path.name());
      case NumRefs(var from, var to) -> isAbove(from, numRefs) && isBelow(to, numRefs);
      case True _ -> true;
      case False _ -> false;
    };
  }

  private static boolean isAbove(RefBound bound, long numRefs) {
    return switch (bound) {
      case RefBound.Unbounded _ -> true;
      case RefBound.Included(long least) -> numRefs >= least;
      case RefBound.Excluded(long least) -> numRefs > least;
    };
  }

  private static boolean isBelow(RefBound bound, long numRefs) {
    return switch (bound) {
      case RefBound.Unbounded _ -> true;
      case RefBound.Included(long most) -> numRefs <= most;
      case RefBound.Excluded(long most) -> numRefs < most;
    };
  }
}
