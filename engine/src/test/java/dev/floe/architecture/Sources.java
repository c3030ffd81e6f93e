package dev.floe.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The Java sources of all modules, below the root of the repository.
final class Sources {
  private Sources() {}

  /// The directory of the parent project, found from the module that is under test.
  static Path root() {
    Path directory = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("engine/src/main/java"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  /// The files below `src/main/java` or `src/test/java` of every module.
  static List<Path> files(String kind) {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .filter(module -> Files.isRegularFile(module.resolve("pom.xml")))
          .map(module -> module.resolve("src").resolve(kind).resolve("java"))
          .filter(Files::isDirectory)
          .flatMap(Sources::javaFiles)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
