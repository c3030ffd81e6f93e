package dev.floe.spec;

import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import dev.floe.format.Utf8Order;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.ChunkReference;
import dev.floe.zarr.Store;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One version as Floe reads it, in the form of `expected.json`: every key with the length and hash
/// of its bytes, or the kind of error reading it gives, and every chunk reference.
final class VersionView {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private VersionView() {}

  static ObjectNode of(Store store) {
    List<String> keys;
    try (Stream<String> listed = store.list()) {
      keys = listed.sorted(Utf8Order.INSTANCE).toList();
    }
    ObjectNode view = JSON.objectNode();
    ArrayNode rows = view.putArray("keys");
    keys.forEach(key -> rows.add(row(store, key)));
    ObjectNode chunks = view.putObject("chunks");
    for (String key : keys) {
      if (key.equals("zarr.json") || key.endsWith("/zarr.json")) {
        String path = "/" + key.substring(0, Math.max(0, key.length() - "/zarr.json".length()));
        references(store, path).ifPresent(list -> chunks.set(path, list));
      }
    }
    return view;
  }

  private static ArrayNode row(Store store, String key) {
    ArrayNode row = JSON.arrayNode().add(key);
    try (SegmentLease lease = store.get(key).orElseThrow()) {
      byte[] bytes = lease.segment().toArray(ValueLayout.JAVA_BYTE);
      return row.add(bytes.length).add(sha256(bytes));
    } catch (IcechunkException e) {
      return row.add(store.size(key).orElseThrow()).addNull().add(e.kind().code());
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<ArrayNode> references(Store store, String path) {
    ArrayNode rows = JSON.arrayNode();
    try (Stream<ChunkReference> references = store.array(path).references()) {
      references.forEach(reference -> rows.add(row(reference)));
      return Optional.of(rows);
    } catch (InvalidInputException notAnArray) {
      return Optional.empty();
    }
  }

  private static ArrayNode row(ChunkReference reference) {
    ArrayNode row = JSON.arrayNode();
    ArrayNode coordinates = row.addArray();
    for (int index : reference.coordinates().toUnsigned()) {
      coordinates.add(Integer.toUnsignedLong(index));
    }
    return switch (reference.payload()) {
      case ChunkPayload.Inline inline ->
          row.add("inline")
              .addNull()
              .addNull()
              .addNull()
              .add(inline.lengthBytes())
              .addNull()
              .addNull();
      case ChunkPayload.Native part ->
          row.add("native")
              .add(part.id().toString())
              .addNull()
              .add(part.offset())
              .add(part.lengthBytes())
              .addNull()
              .addNull();
      case ChunkPayload.Virtual part ->
          row.add("virtual")
              .addNull()
              .add(part.location())
              .add(part.offset())
              .add(part.lengthBytes())
              .add(part.checksum().map(VersionView::etag).orElse(null))
              .add(part.checksum().map(VersionView::lastModified).orElse(null));
    };
  }

  private static String etag(Checksum checksum) {
    return switch (checksum) {
      case Checksum.ETag(String value) -> value;
      case Checksum.LastModified never -> null;
    };
  }

  private static String lastModified(Checksum checksum) {
    return switch (checksum) {
      case Checksum.ETag never -> null;
      case Checksum.LastModified(long seconds) -> time(Instant.ofEpochSecond(seconds));
    };
  }

  /// RFC 3339 in UTC with microseconds.
  static String time(Instant instant) {
    return MICROSECONDS.format(instant);
  }
}
