package dev.floe.format;

import java.util.Optional;

/// The feature flags of format 2; all are on unless a repository says otherwise. Unknown ids in a
/// file are kept.
public enum FeatureFlag {
  MOVE_NODE(3, "move_node", "moving nodes"),
  CREATE_TAG(4, "create_tag", "tag creation"),
  DELETE_TAG(5, "delete_tag", "tag deletion");

  private final int id;
  private final String flagName;
  private final String description;

  FeatureFlag(int id, String flagName, String description) {
    this.id = id;
    this.flagName = flagName;
    this.description = description;
  }

  /// The number in files.
  public int id() {
    return id;
  }

  /// The name that people use.
  public String flagName() {
    return flagName;
  }

  /// What it switches, in words.
  public String description() {
    return description;
  }

  /// The flag of a name, if there is one.
  public static Optional<FeatureFlag> named(String name) {
    for (FeatureFlag flag : values()) {
      if (flag.flagName.equals(name)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
