package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import java.io.File;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A module that requires the engine compiles against its exports alone, and runs.
class ModularConsumerTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "test", "consumer").toAbsolutePath();

  @Test
  void compilesAndRunsOnTheModulePath(@TempDir Path classes) throws Exception {
    String path = modulePath();
    List<String> arguments =
        new ArrayList<>(List.of("-Xlint:all", "-Werror", "-p", path, "-d", classes.toString()));
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    StringWriter said = new StringWriter();
    int code =
        ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options(arguments), null, units(arguments))
                .call()
            ? 0
            : 1;
    assertEquals(0, code, said.toString());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=dev.floe.engine,com.github.luben.zstd_jni",
                "-p",
                path + File.pathSeparator + classes,
                "-m",
                "dev.floe.consumer/dev.floe.consumer.Consumer")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.startsWith("10 10"), output);
    assertTrue(output.contains("module"), output);
  }

  private static List<String> options(List<String> arguments) {
    return arguments.stream().filter(argument -> !argument.endsWith(".java")).toList();
  }

  private static Iterable<? extends javax.tools.JavaFileObject> units(List<String> arguments) {
    return ToolProvider.getSystemJavaCompiler()
        .getStandardFileManager(null, null, null)
        .getJavaFileObjects(
            arguments.stream().filter(a -> a.endsWith(".java")).toArray(String[]::new));
  }

  /// The engine, as a jar or as classes, and what it needs at run time.
  private static String modulePath() throws URISyntaxException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> path = new ArrayList<>();
    path.add(
        Path.of(Repository.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString());
    Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry ->
            Stream.of("zstd-jni", "jackson-core", "snakeyaml-engine", "flatbuffers", "msgpack")
                .anyMatch(new File(entry).getName()::startsWith))
        .forEach(path::add);
    return String.join(File.pathSeparator, path);
  }
}
