package dev.floe.quickstart;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.virtualize.FillAttribute;
import dev.floe.virtualize.VirtualizedFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The main job, once through: a real file becomes a repository without being copied, native data
/// join it, history is made and looked back into, and thousands of reads are timed and checked byte
/// by byte. Ends with a page to look at.
public final class Quickstart {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private static final String REPORT = "report.html";

  /// How much is done.
  ///
  /// @param times the length of the generated field, 16 MiB each
  /// @param reads how many reads a case has
  /// @param rounds how often each case is read
  record Extent(int times, int reads, int rounds) {
    static final Extent FULL = new Extent(16, 2_000, 5);
  }

  private Quickstart() {}

  /// @param arguments the directory to work in, whose repository is made anew, and the NetCDF file
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: Quickstart DIRECTORY NETCDF-FILE");
      System.exit(2);
    }
    long before = System.nanoTime();
    Path directory = Path.of(arguments[0]);
    List<ReadCase> reads = run(directory, Path.of(arguments[1]), Extent.FULL, OUT).reads();
    OUT.print(ReadTable.text(reads));
    OUT.printf(
        "%nTook %s in all. Look at %s%n",
        Figures.duration(Duration.ofNanos(System.nanoTime() - before)),
        directory.resolve(REPORT).toAbsolutePath().normalize());
  }

  /// Does everything and writes the page.
  static QuickstartReport run(Path directory, Path file, Extent extent, PrintStream out)
      throws IOException {
    Path repository = directory.resolve("repository").toAbsolutePath().normalize();
    Files.createDirectories(directory);
    delete(repository);
    out.printf("Floe quickstart in %s%n%n", repository);
    QuickstartReport report = perform(repository, file, extent, out);
    Files.writeString(directory.resolve(REPORT), ReportPage.html(report));
    return report;
  }

  private static QuickstartReport perform(
      Path directory, Path file, Extent extent, PrintStream out) {
    Scenario.Fields fields = Scenario.Fields.of(extent.times);
    VirtualizedFiles files =
        VirtualizedFiles.netcdf(
            List.of(file), Optional.empty(), FillAttribute.AS_IN_FILE, Instant.now());
    files.warnings().forEach(warning -> out.println("  note: " + warning));
    Timeline timeline = new Timeline(System::nanoTime, out);
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage, options(files));
        Arena arena = Arena.ofConfined()) {
      SourceFile source = new SourceFile(file, files.dataset(), arena);
      Scenario scenario = new Scenario(repository, files, source, fields, timeline);
      scenario.makeHistory();
      ReadScenario reads = new ReadScenario(repository, source, fields, extent, System::nanoTime);
      List<ReadCase> cases = reads.run(timeline);
      return scenario.report(cases, reads.checkedBytes(), extent.rounds);
    }
  }

  /// The directory of the file is registered as a container, and reading it is allowed.
  private static RepositoryOptions options(VirtualizedFiles files) {
    RepositoryConfig.Builder config = RepositoryConfig.builder();
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (VirtualChunkContainer container : files.containers()) {
      config.virtualChunkContainer(container);
      access = access.and(container.urlPrefix());
    }
    return RepositoryOptions.STANDARD.withConfig(config.build()).withVirtualChunkAccess(access);
  }

  /// Deletes what an earlier run left.
  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
