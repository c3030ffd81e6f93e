package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher and the runnable jar as they lie in `target`; runs once they are packaged.
class LauncherPackagedTest {
  private static final Path LAUNCHER = Path.of("bin/floe").toAbsolutePath();
  private static final Path JAR = Path.of("target/floe.jar").toAbsolutePath();

  @TempDir Path dir;

  private record Ended(int code, String out, String err) {}

  private Ended run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    File out = Files.createTempFile(dir, "out", "").toFile();
    File err = Files.createTempFile(dir, "err", "").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(dir.toFile()).redirectOutput(out).redirectError(err);
    environment.forEach((name, value) -> {
      if (value == null) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    int code = builder.start().waitFor();
    return new Ended(code, Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  private static Map<String, String> ownJava() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  @Test
  void commandsRunThroughLinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("link"), LAUNCHER);
    Path second = Files.createSymbolicLink(dir.resolve("second"), Path.of("link"));
    Ended created = run(ownJava(), second.toString(), "create", "a repo", "--json");
    assertEquals("", created.err());
    assertEquals("{\"spec_version\":2,\"snapshot\":\"1CECHNKREP0F1RSTCMT0\"}\n", created.out());
    assertTrue(Files.exists(dir.resolve("a repo/repo")));
    Ended log = run(ownJava(), link.toString(), "log", "a repo");
    assertEquals(0, log.code());
    assertTrue(log.out().endsWith("Repository initialized\n"), log.out());
    assertEquals("", log.err());
    assertEquals(4, run(ownJava(), link.toString(), "log", "nowhere").code());
    assertEquals(2, run(ownJava(), link.toString()).code());
  }

  @Test
  void anOldJavaIsPassedOver() throws Exception {
    Path old = Files.createDirectories(dir.resolve("old/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\necho old java\nexit 9\n");
    assertTrue(java.toFile().setExecutable(true));
    String path = System.getProperty("java.home") + "/bin:/usr/bin:/bin";
    Ended ended =
        run(Map.of("JAVA_HOME", old.toString(), "PATH", path), LAUNCHER.toString(), "--version");
    assertEquals(0, ended.code(), ended.err());
    assertTrue(ended.out().startsWith("floe 0."), ended.out());
  }

  @Test
  void theJarRunsByItself() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Ended ended = run(Map.of(), java, "-jar", JAR.toString(), "create", "r");
    assertEquals(0, ended.code(), ended.err());
    assertEquals("", ended.err());
    Path file = Files.writeString(dir.resolve("doc"), "{\"node_type\":\"group\"}");
    Ended set =
        run(
            Map.of(),
            java,
            "-jar",
            JAR.toString(),
            "set",
            "r",
            "zarr.json",
            file.toString(),
            "-m",
            "é");
    assertEquals(0, set.code(), set.err());
    Ended get = run(Map.of(), java, "-jar", JAR.toString(), "get", "r", "zarr.json");
    assertEquals("{\"node_type\":\"group\"}", get.out());
  }

  /// What object stores need takes time to load, which files must not wait for.
  @Test
  void aLocalRepositoryLoadsNothingOfTheNetwork() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertEquals(0, run(Map.of(), java, "-jar", JAR.toString(), "create", "r").code());
    Ended info =
        run(
            Map.of(),
            java,
            "-Xlog:class+load:file=loaded",
            "-jar",
            JAR.toString(),
            "info",
            "r",
            "--json");
    assertEquals(0, info.code(), info.err());
    List<String> loaded = Files.readAllLines(dir.resolve("loaded"));
    assertTrue(loaded.stream().anyMatch(line -> line.contains("dev.floe.Repository")));
    assertEquals(
        List.of(),
        loaded.stream()
            .filter(line ->
                line.contains(" io.netty.")
                    || line.contains(" software.amazon.")
                    || line.contains(" dev.floe.io."))
            .toList());
  }

  @Test
  void theManifestSaysWhatTheJarNeeds() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertEquals("dev.floe.cli.Floe", manifest.getValue("Main-Class"));
      assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
      List<String> providers = new ArrayList<>();
      try (var in =
          jar.getInputStream(
              jar.getJarEntry("META-INF/services/dev.floe.storage.StorageProvider"))) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(providers::add);
      }
      assertTrue(providers.size() >= 2, providers.toString());
      try (Stream<String> names = jar.stream().map(entry -> entry.getName())) {
        assertEquals(List.of(), names.filter(name -> name.endsWith("module-info.class")).toList());
      }
    }
  }
}
