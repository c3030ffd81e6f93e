package dev.floe.cli;

import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe get`.
@Command(
    name = "get",
    description = {"Prints the bytes of one key.", ""},
    footer = {
      "",
      "Ranges are strict: A:B with A <= B <= length, A: with A <= length, -N with N <= length.",
      "Write the last form as --range=-N."
    })
final class GetCommand extends ReadingCommand {
  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "A key such as temperature/zarr.json or temperature/c/0/1.")
  private String key;

  @Option(
      names = "--range",
      paramLabel = "A:B|A:|-N",
      description = "Only these bytes: from A to before B, from A on, or the last N.")
  private String range;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Writes into this file instead of to standard output.")
  private Path output;

  GetCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Session session) {
    ByteRange wanted = range == null ? ByteRange.all() : Ranges.parse(range);
    Optional<SegmentLease> found = session.store().get(key, wanted);
    if (found.isEmpty()) {
      throw ErrorKind.KEY_NOT_FOUND.exception("key " + key + ": there is nothing under it");
    }
    try (SegmentLease lease = found.get()) {
      write(lease);
    } catch (IOException e) {
      throw new StorageException(
          ErrorKind.IO, key, "key " + key + ": cannot write its bytes: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private void write(SegmentLease lease) throws IOException {
    if (output == null) {
      Segments.write(lease.segment(), Channels.newChannel(around().out()));
      return;
    }
    try (WritableByteChannel file =
        FileChannel.open(
            output,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      Segments.write(lease.segment(), file);
    }
  }
}
