package dev.floe.fuzz.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Inputs that are kept, as text: one a line in Base64, lines that begin with `#` say something.
final class Corpus {
  /// So much of a corpus is kept.
  private static final int KEPT_BYTES = 8 << 10;

  /// How the names of inputs begin that are no findings of the run's.
  static final String SEED = "seed-";

  private Corpus() {}

  /// Inputs that reach far, of a long run.
  static List<byte[]> of(String target) {
    return read("corpus/" + target + ".txt");
  }

  /// Inputs that a parser once failed on.
  static List<byte[]> regressions(String target) {
    return read("regressions/" + target + ".txt");
  }

  private static List<byte[]> read(String resource) {
    try (InputStream in = Corpus.class.getResourceAsStream(resource)) {
      return in == null ? List.of() : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> parse(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> Base64.getDecoder().decode(line.trim()))
        .toList();
  }

  /// Writes what is to be kept of a folder of inputs: a few KiB of them, of every length.
  static void keep(Path inputs, Path text) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(inputs)) {
      files =
          all.filter(file -> !file.getFileName().toString().startsWith(SEED))
              .sorted(Comparator.comparing(Corpus::bytes).thenComparing(Path::getFileName))
              .toList();
    }
    List<String> lines = List.of();
    int length = Integer.MAX_VALUE;
    for (int stride = 1; length > KEPT_BYTES; stride++) {
      lines = lines(files, stride);
      length = lines.stream().mapToInt(String::length).sum();
    }
    Files.createDirectories(text.getParent());
    Files.write(text, lines);
  }

  private static List<String> lines(List<Path> files, int stride) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < files.size(); i += stride) {
      lines.add(Base64.getEncoder().encodeToString(Files.readAllBytes(files.get(i))));
    }
    return lines;
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
