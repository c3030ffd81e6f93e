package dev.floe.cli;

import dev.floe.Session;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.zarr.ChunkReference;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe chunks`.
@Command(
    name = "chunks",
    description = {"Shows where the chunks of an array are, in order of their coordinates.", ""},
    footer = {
      "",
      "JSON lines: {coords[], kind, id, location, offset, length, etag, last_modified}; kind is",
      "inline (in the manifest), native (in an object of the repository) or virtual (in somebody",
      "else's file)."
    })
final class ChunksCommand extends ReadingCommand {
  @Parameters(
      index = "1",
      paramLabel = "ARRAY",
      description = "The path of an array, with or without a leading slash.")
  private String array;

  ChunksCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Session session) {
    try (Stream<ChunkReference> references = session.store().array(array).references()) {
      references.forEach(reference -> line(json() ? json(reference) : plain(reference)));
    }
    return ExitCode.DONE;
  }

  private static Fields json(ChunkReference reference) {
    Fields fields = new Fields().numbers("coords", coordinates(reference.coordinates()));
    ChunkPayload payload = reference.payload();
    switch (payload) {
      case ChunkPayload.Inline _ ->
          fields.text("kind", "inline").absent("id").absent("location").absent("offset");
      case ChunkPayload.Native(var id, long offset, long _) ->
          fields
              .text("kind", "native")
              .text("id", id.text())
              .absent("location")
              .number("offset", offset);
      case ChunkPayload.Virtual(String location, long offset, long _, var _) ->
          fields
              .text("kind", "virtual")
              .absent("id")
              .text("location", location)
              .number("offset", offset);
    }
    Optional<Checksum> checksum =
        payload instanceof ChunkPayload.Virtual virtual ? virtual.checksum() : Optional.empty();
    return fields
        .number("length", payload.lengthBytes())
        .text("etag", checksum.map(ChunksCommand::etagOrNull))
        .text("last_modified", checksum.map(ChunksCommand::timeOrNull));
  }

  private static String etagOrNull(Checksum checksum) {
    return checksum instanceof Checksum.ETag(String etag) ? etag : null;
  }

  private static String timeOrNull(Checksum checksum) {
    return checksum instanceof Checksum.LastModified(long seconds)
        ? Plain.time(Instant.ofEpochSecond(seconds))
        : null;
  }

  private static List<Long> coordinates(ChunkIndices indices) {
    int[] bits = indices.toUnsigned();
    return Arrays.stream(bits).mapToObj(Integer::toUnsignedLong).toList();
  }

  private static String plain(ChunkReference reference) {
    String coordinates =
        coordinates(reference.coordinates()).stream()
            .map(String::valueOf)
            .collect(Collectors.joining("/"));
    long length = reference.payload().lengthBytes();
    String where =
        switch (reference.payload()) {
          case ChunkPayload.Inline _ -> "inline   " + length + " B";
          case ChunkPayload.Native(var id, long offset, long _) ->
              "native   " + length + " B at " + offset + " of " + id.text();
          case ChunkPayload.Virtual(String location, long offset, long _, var checksum) ->
              "virtual  "
                  + length
                  + " B at "
                  + offset
                  + " of "
                  + Plain.line(location)
                  + checksum.map(ChunksCommand::guard).orElse("");
        };
    return (coordinates.isEmpty() ? "()" : coordinates) + "  " + where;
  }

  private static String guard(Checksum checksum) {
    return switch (checksum) {
      case Checksum.ETag(String etag) -> " if its etag is " + Plain.line(etag);
      case Checksum.LastModified(long seconds) ->
          " if not changed after " + Plain.time(Instant.ofEpochSecond(seconds));
    };
  }
}
