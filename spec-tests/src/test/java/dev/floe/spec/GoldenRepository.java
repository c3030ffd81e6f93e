package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A repository written by the reference, with what the reference sees in it. How they are made and
/// what `expected.json` says: `src/golden/README.md`.
record GoldenRepository(String name, Path path, JsonNode expected, JsonNode inspected) {
  static final JsonMapper JSON = JsonMapper.builder().build();

  /// All of them, by name.
  static List<GoldenRepository> all() {
    Path root = resource("golden");
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(Files::isDirectory).sorted().map(GoldenRepository::in).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The one of a name.
  static GoldenRepository named(String name) {
    return in(resource("golden").resolve(name));
  }

  private static GoldenRepository in(Path folder) {
    return new GoldenRepository(
        folder.getFileName().toString(),
        folder.resolve("repo"),
        JSON.readTree(folder.resolve("expected.json").toFile()),
        JSON.readTree(folder.resolve("inspect.json").toFile()));
  }

  /// A folder of the test resources.
  static Path resource(String name) {
    try {
      return Path.of(GoldenRepository.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Copies the repository into an empty folder.
  void copy(Path into) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.equals(path)) {
          Files.copy(file, into.resolve(path.relativize(file).toString()));
        }
      }
    }
  }

  /// A copy of it, which may have changed.
  GoldenRepository at(Path copy) {
    return new GoldenRepository(name, copy, expected, inspected);
  }

  /// Compares all of it with what Floe reads.
  void check() {
    Comparison.check(path, expected, inspected);
  }

  /// Compares all of it with what Floe reads in a copy.
  void check(Path copy) {
    Comparison.check(copy, expected, inspected);
  }

  /// Compares refs, history and every version with what Floe reads in a copy, whatever its format.
  void checkContent(Path copy) {
    Comparison.checkContent(copy, expected, inspected);
  }

  /// Verifies it, sources of virtual chunks left aside. The reference breaks rules of its own, and
  /// those are warnings; nothing that it wrote is lost or unreadable.
  void requireSound() {
    List<Problem> problems = new ArrayList<>();
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      repository.verify(new VerifyScope(true, false), problems::add);
    }
    problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
    assertEquals(List.of(), problems);
  }
}
