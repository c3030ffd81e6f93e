package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyReport;
import dev.floe.maintenance.VerifyScope;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `floe verify`.
@Command(
    name = "verify",
    description = {
      "Reads every metadata file that is reachable, checks the rules of the format, and that",
      "every chunk object is there with all the bytes that are referred to. Changes nothing.",
      ""
    },
    footer = {
      "",
      "The exit code is 1 if there is a problem. JSON lines: {severity, object, problem}, and at",
      "the end {objects, problems}."
    })
final class VerifyCommand extends RepositoryCommand {
  @Option(names = "--chunks", description = "Read every chunk object to its end too.")
  private boolean chunks;

  @Option(
      names = "--virtual",
      description = "Read the last byte of every virtual chunk too, under its checksum.")
  private boolean virtual;

  VerifyCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    VerifyReport report = repository.verify(new VerifyScope(chunks, virtual), this::print);
    line(
        json()
            ? new Fields().number("objects", report.objects()).number("problems", report.problems())
            : report.objects() + " objects, " + report.problems() + " problems");
    return report.problems() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(Problem problem) {
    String severity = problem.severity().name().toLowerCase(Locale.ROOT);
    line(
        json()
            ? new Fields()
                .text("severity", severity)
                .text("object", problem.object())
                .text("problem", problem.problem())
            : severity
                + "  "
                + Plain.line(problem.object())
                + "  "
                + Plain.line(problem.problem()));
  }
}
