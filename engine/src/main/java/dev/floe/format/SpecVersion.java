package dev.floe.format;

/// A version of the on-disk format. Version 2.1 only adds a field to 2 and carries the same number.
public enum SpecVersion {
  V1(1),
  V2(2);

  private final int number;

  SpecVersion(int number) {
    this.number = number;
  }

  /// The byte that stands for this version in files.
  public int number() {
    return number;
  }

  /// The version as `1.0` or `2.0`.
  public String text() {
    return number + ".0";
  }
}
