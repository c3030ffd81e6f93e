package dev.floe.fuzz.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The reference, as a program that writes histories as [WriterProcess] does.
///
/// @param python of the environment that `make_env.sh` made
/// @param program in `spec-tests/src/live`
public record Reference(Path python, Path program) {
  /// That beside this module, if it was made.
  public static Optional<Reference> made() {
    return in(Path.of("../spec-tests/target/python/icechunk-2/bin/python"));
  }

  /// With some Python that has it.
  public static Optional<Reference> in(Path python) {
    Path program = Path.of("../spec-tests/src/live/write_history.py");
    return Optional.of(new Reference(python, program.toAbsolutePath().normalize()))
        .filter(each -> Files.isExecutable(python) && Files.exists(each.program));
  }

  /// The command of a writer.
  ///
  /// @param at in a bucket
  List<String> command(Place at, String name, long seed) {
    return List.of(
        python.toString(),
        "-W",
        "ignore",
        program.toString(),
        at.endpoint(),
        Place.BUCKET,
        at.prefix(),
        name,
        Long.toString(seed));
  }
}
