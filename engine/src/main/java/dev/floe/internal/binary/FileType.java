package dev.floe.internal.binary;

import java.util.Optional;

/// What a file with an [Envelope] is; the number is in its header.
public enum FileType {
  SNAPSHOT(1, "snapshot"),
  MANIFEST(2, "manifest"),
  ATTRIBUTES(3, "attributes"),
  TRANSACTION_LOG(4, "transaction-log"),
  CHUNK(5, "chunk"),
  REPO_INFO(6, "repo-info");

  private static final FileType[] BY_NUMBER = {
    null, SNAPSHOT, MANIFEST, ATTRIBUTES, TRANSACTION_LOG, CHUNK, REPO_INFO
  };

  private final int number;
  private final String text;

  FileType(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// The byte that stands for this type.
  public int number() {
    return number;
  }

  /// The word that stands for this type in object metadata (`ic_file_type`) and inspections.
  public String text() {
    return text;
  }

  /// The type of a number, if it is known.
  public static Optional<FileType> of(int number) {
    return number > 0 && number < BY_NUMBER.length
        ? Optional.of(BY_NUMBER[number])
        : Optional.empty();
  }
}
