package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `floe set`.
@Command(
    name = "set",
    description = {"Commits one key with the bytes of a file.", ""},
    footer = {"", "JSON: {snapshot}."})
final class SetCommand extends EditCommand {
  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "A key such as temperature/zarr.json or temperature/c/0/1.")
  private String key;

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "The file with the value; - is standard input.")
  private String file;

  private MemorySegment value;

  @Mixin private final RebaseArgument rebase = new RebaseArgument();

  SetCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    value = MemorySegment.ofArray(bytes());
    return super.run(repository);
  }

  @Override
  CommitOptions options() {
    return rebase.options();
  }

  @Override
  void edit(Session session) {
    session.store().set(key, value);
  }

  private byte[] bytes() {
    try {
      return file.equals("-") ? around().in().readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new StorageException(
          ErrorKind.IO, key, "value of " + key + ": " + Failures.reason(e), e);
    }
  }
}
