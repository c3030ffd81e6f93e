package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A commit as bytes, for somebody else to make it, version 1; written as [ForkBytes] are.
///
/// | field | type | |
/// |---|---|---|
/// | version | u16 | 1 |
/// | id | 12 bytes | of the snapshot to be |
/// | branch | text | |
/// | message | text | |
/// | properties | text | JSON |
/// | empty | u8 | 1 if it may change nothing |
/// | settings | text | how its files are to be written: JSON |
/// | changes | blob | a fork without a key, its fork point the base |
/// | seal | 4 bytes | CRC-32C of everything before |
public record CommitBytes(
    SnapshotId id,
    String branch,
    String message,
    JsonObject properties,
    boolean allowEmpty,
    String settings,
    ForkBytes.Fork fork) {
  /// Longer ones are not left to others.
  static final int MOST_BYTES = 1 << 20;

  /// Of more changed chunks neither.
  private static final int MOST_CHUNKS = 1 << 14;

  private static final int VERSION = 1;

  /// The bytes of a commit; empty if it is not one that others can make as it is, or too long.
  ///
  /// @param settings how its files are to be written
  public static Optional<byte[]> of(SnapshotId id, Committer.Request request, String settings) {
    if (request.kind() != Committer.Kind.COMMIT
        || request.rewriteManifests()
        || !(request.changes() instanceof EditChanges changes)
        || isLarge(changes.size())) {
      return Optional.empty();
    }
    String properties = JsonText.compact(request.metadata());
    if (!JsonText.read(properties.getBytes(StandardCharsets.UTF_8), ForkBytes.OBJECT)
        .equals(request.metadata())) {
      return Optional.empty();
    }
    ForkOutput out = new ForkOutput();
    out.u16(VERSION);
    out.raw(id.toBytes());
    out.text(request.branch());
    out.text(request.message());
    out.text(properties);
    out.u8(request.allowEmpty() ? 1 : 0);
    out.text(settings);
    ForkBytes.Fork fork =
        new ForkBytes.Fork(
            SpecVersion.V2, ForkBytes.UNKNOWN, request.base(), RepositoryConfig.empty(), changes);
    out.blob(MemorySegment.ofArray(ForkBytes.write(fork, null)));
    byte[] bytes = out.sealed(ForkSeal.with(null));
    return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
  }

  private static boolean isLarge(ChangeSetSize size) {
    return size.chunks() > MOST_CHUNKS || size.inlineBytes() + size.locationBytes() > MOST_BYTES;
  }

  /// The commit that bytes hold.
  ///
  /// @throws FormatException `deserialization`
  public static CommitBytes read(byte[] bytes) {
    ForkSeal seal = ForkSeal.with(null);
    int length = seal.opened(bytes, seal.code());
    ForkInput in = new ForkInput(MemorySegment.ofArray(bytes).asReadOnly().asSlice(0, length));
    int version = in.u16("the version");
    if (version != VERSION) {
      throw in.wrong("version " + VERSION, version);
    }
    SnapshotId id = in.snapshotId("the id of the snapshot");
    String branch = in.text("a branch");
    String message = in.text("a message");
    JsonObject properties = properties(in);
    int empty = in.u8("whether it may be empty");
    if (empty > 1) {
      throw in.wrong("0 or 1", empty);
    }
    String settings = in.text("settings");
    byte[] fork = in.blob("the changes").toArray(ForkBytes.BYTE);
    in.end();
    return new CommitBytes(
        id, branch, message, properties, empty == 1, settings, ForkBytesReader.read(fork, null));
  }

  private static JsonObject properties(ForkInput in) {
    byte[] json = in.text("properties").getBytes(StandardCharsets.UTF_8);
    try {
      JsonValue value = JsonText.read(json, ForkBytes.OBJECT);
      if (value instanceof JsonObject object) {
        return object;
      }
      throw in.wrong("properties as an object", "another value");
    } catch (FormatException e) {
      throw e;
    } catch (IcechunkException e) {
      throw in.wrong("properties", e.getMessage());
    }
  }
}
