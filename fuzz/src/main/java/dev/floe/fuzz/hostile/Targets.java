package dev.floe.fuzz.hostile;

import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.MetadataCodec;
import java.util.List;
import java.util.function.Supplier;

/// Every parser, made when it is asked for.
public enum Targets {
  ENVELOPE("envelope", EnvelopeTarget::new),
  SNAPSHOT_1("snapshot-1", () -> new SnapshotTarget(SpecVersion.V1)),
  SNAPSHOT_2("snapshot-2", () -> new SnapshotTarget(SpecVersion.V2)),
  MANIFEST("manifest", ManifestTarget::new),
  TRANSACTION_LOG("transaction-log", TransactionLogTarget::new),
  REPO_INFO("repo-info", RepoInfoTarget::new),
  REF_JSON("ref-json", RefTarget::new),
  FLEX_BUFFERS(
      "flex-buffers", () -> new MetadataTarget("flex-buffers", MetadataCodec.FLEX_BUFFERS)),
  MESSAGE_PACK(
      "message-pack", () -> new MetadataTarget("message-pack", MetadataCodec.MESSAGE_PACK)),
  CONFIG_YAML("config-yaml", ConfigTarget::new),
  CONFIG_BYTES("config-bytes", ConfigBytesTarget::new),
  ZARR_JSON("zarr-json", ZarrTarget::new),
  NETCDF("netcdf", NetcdfTarget::new),
  HTTP_ANSWER("http-answer", HttpTarget::new),
  S3_XML("s3-xml", XmlTarget::new),
  COMMAND_LINE("command-line", CommandTarget::new),
  FORK_BYTES("fork-bytes", ForkTarget::new),
  COMMIT_BYTES("commit-bytes", CommitTarget::new);

  private final String text;
  private final Supplier<Target> maker;

  Targets(String text, Supplier<Target> maker) {
    this.text = text;
    this.maker = maker;
  }

  /// The name on the command line.
  public String text() {
    return text;
  }

  /// A new one, for the caller to close.
  public Target open() {
    return maker.get();
  }

  /// The target of a name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Targets of(String text) {
    for (Targets target : values()) {
      if (target.text.equals(text)) {
        return target;
      }
    }
    List<String> names = List.of(values()).stream().map(Targets::text).toList();
    throw new IllegalArgumentException(
        "target: expected one of " + String.join(", ", names) + ", found " + text);
  }
}
