package dev.floe.cli;

import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    StoredValue value = StoredValue.of(session.store(), key);
    wanted.start(value.lengthBytes());
    try {
      if (output == null) {
        WritableByteChannel out = Channels.newChannel(around().out());
        value.read(wanted, piece -> print(piece, out));
      } else {
        save(value, wanted);
      }
    } catch (IOException e) {
      throw new StorageException(
          ErrorKind.IO, key, "key " + key + ": cannot write its bytes: " + Failures.reason(e), e);
    }
    return ExitCode.DONE;
  }

  private void print(MemorySegment piece, WritableByteChannel out) throws IOException {
    Segments.write(piece, out);
    if (around().out().checkError()) {
      throw new OutputClosed();
    }
  }

  /// What the file held is lost when the first bytes are there, not before.
  private void save(StoredValue value, ByteRange wanted) throws IOException {
    if (wanted.start(value.lengthBytes()) == wanted.end(value.lengthBytes())) {
      open().close();
      return;
    }
    FileChannel[] file = {null};
    try {
      value.read(
          wanted,
          piece -> {
            file[0] = file[0] == null ? open() : file[0];
            Segments.write(piece, file[0]);
          });
    } finally {
      if (file[0] != null) {
        file[0].close();
      }
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        output,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
