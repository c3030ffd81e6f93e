package dev.floe.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/// The soak as a program: writes `soak.html` and `soak.json`, and leaves with 1 where something
/// grew, was wrong, lost or late.
public final class Soak {
  private Soak() {}

  /// @param arguments minutes, the output directory, `--local` for no bucket, `--seed N`
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = Stream.of(arguments).filter(word -> !word.isBlank()).toList();
    SoakPlan plan = SoakPlan.of(words);
    Files.createDirectories(plan.output());
    SoakResult result = new SoakRun(plan, number -> {}, System.out::println).run();
    String options = String.join(" ", words.subList(2, words.size()));
    String command =
        "mvn -q -Psoak -Dminutes="
            + words.getFirst()
            + (options.isEmpty() ? "" : " -Dsoak.args=\"" + options + "\"");
    Files.writeString(plan.output().resolve("soak.json"), result.json(command));
    Files.writeString(plan.output().resolve("soak.html"), new SoakPage(result, command).html());
    System.out.println(result.table());
    System.out.println("written: " + plan.output().resolve("soak.html"));
    result.problems().forEach(problem -> System.out.println("FAILED " + problem));
    System.exit(result.problems().isEmpty() ? 0 : 1);
  }
}
