package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.Configs;
import dev.floe.config.ManifestPreloadConfig;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigEncodingsTest {
  @Provide
  Arbitrary<RepositoryConfig> configs() {
    return Configs.any();
  }

  private static RepositoryConfig yaml(String text) {
    return ConfigYaml.decode(
        MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)), "config.yaml");
  }

  private static String fixture(String name) throws IOException {
    try (var in = ConfigEncodingsTest.class.getResourceAsStream("/config/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void everyEncodingReadsBack(@ForAll("configs") RepositoryConfig config) {
    byte[] bytes = ConfigBytes.encode(config);
    assertEquals(config, ConfigBytes.decode(MemorySegment.ofArray(bytes), "repo"));
    String yaml = new String(ConfigYaml.encode(config), StandardCharsets.UTF_8);
    assertEquals(config, yaml(yaml), yaml);
    assertEquals(config, ConfigYaml.decodeAny(ConfigYaml.encode(config), "file"));
    byte[] json = JsonText.pretty(config.toJson()).getBytes(StandardCharsets.UTF_8);
    assertEquals(config, ConfigYaml.decodeAny(json, "file"));
  }

  @Test
  void charactersOfTwoHalvesMayStandAnywhere() {
    for (int length = 1000; length < 1060; length++) {
      RepositoryConfig config = yaml("previous_file: \"" + "x".repeat(length) + "🧊\"\n");
      assertEquals("x".repeat(length) + "🧊", config.previousFile().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.0-every-key.yaml", "2.3.0-default.yaml"})
  void whatTheReferenceWroteIsWrittenTheSame(String name) throws IOException {
    String text = fixture(name);
    String written = new String(ConfigYaml.encode(yaml(text)), StandardCharsets.UTF_8);
    assertEquals(text, written);
  }

  /// Seventy-odd texts that look like something else, each an option of a web server.
  @Test
  void textsStayTexts() throws IOException {
    RepositoryConfig config = yaml(fixture("2.3.0-odd-texts.yaml"));
    var options =
        ((ObjectStoreConfig.Http) config.virtualChunkContainers().get("https://h/").store())
            .options();
    assertEquals(
        List.of("null", "~", "1", "1.5", "0x1", "1e3", ".5", ".inf", "-", "--", "- a", " a", "a "),
        List.copyOf(options.values()).subList(0, 13));
    assertEquals("a\nb", options.get("k31"));
    assertEquals("\u0085", options.get("k35"));
    assertEquals("\ufeff", options.get("k57"));
    assertEquals("2020-01-01", options.get("k43"));
    assertEquals("a b ".repeat(60), options.get("k73"));
    assertEquals(config, yaml(new String(ConfigYaml.encode(config), StandardCharsets.UTF_8)));
    assertEquals("true", config.storage().storageClass().orElseThrow());
    assertEquals("it's: \"q\" #x", config.storage().chunksStorageClass().orElseThrow());
  }

  @Test
  void anEmptyFileSetsNothing() {
    assertTrue(yaml("").isEmpty());
    assertTrue(yaml("# nothing\n").isEmpty());
    assertTrue(yaml("{}").isEmpty());
  }

  @Test
  void oldFilesLackKeysAndNameTheirContainers() {
    RepositoryConfig config =
        yaml(
            """
            inline_chunk_threshold_bytes: 10
            virtual_chunk_containers:
              tigris:
                name: tigris
                url_prefix: tigris
                store: !tigris
                  region: null
                  anonymous: false
                  allow_http: false
              gcs:
                name: gcs
                url_prefix: gcs
                store: !gcs {}
            """);
    assertEquals(10, config.inlineChunkThresholdBytes());
    assertEquals(List.of("gcs", "tigris"), List.copyOf(config.virtualChunkContainers().keySet()));
  }

  @Test
  void peopleMayWriteWhatTheFileDoesNotSay() {
    RepositoryConfig config =
        yaml(
            """
            # by hand
            virtual_chunk_containers:
              "https://h/": {url_prefix: "https://h/", store: !http {timeout: 30, allow_http: true,
                headers: {X-Key: 007}}}
            manifest: {preload: {preload_if: true}, splitting: {split_sizes: [[!path_matches
              {regex: 12}, [{condition: !Axis 0, num_chunks: 0x10}]]]}}
            """);
    ObjectStoreConfig.Http http =
        (ObjectStoreConfig.Http) config.virtualChunkContainers().get("https://h/").store();
    assertEquals(Map.of("timeout", "30", "allow_http", "true"), http.options());
    assertEquals(Map.of("X-Key", "007"), http.headers());
    ManifestSplitRule rule = config.manifest().splitting().rules().getFirst();
    assertEquals(16, rule.dimensions().getFirst().numChunks());
    assertTrue(config.manifest().preload().value(ManifestPreloadConfig.PRELOAD_IF).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "x",
        "a: 1\na: 2",
        "a: &x 1\nb: *x",
        "--- {}\n--- {}",
        "{",
        "a: b: c",
        "\t a",
        "? [a]\n: b",
        "inline_chunk_threshold_bytes: '12'",
        "inline_chunk_threshold_bytes: 12.0",
        "compression: {level: 300}",
        "\u0007"
      })
  void whatIsNotAConfigurationIsRefused(String text) {
    FormatException thrown = assertThrows(FormatException.class, () -> yaml(text));
    assertEquals(ErrorKind.CONFIG_DESERIALIZATION, thrown.kind());
    assertEquals("config.yaml", thrown.object());
  }

  @Test
  void hostileTextsAreBounded() {
    for (String text :
        List.of(
            "[".repeat(100_000),
            "- ".repeat(100_000),
            "{a: ".repeat(100_000),
            "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
            "a: " + "1".repeat(ConfigYaml.MAX_BYTES),
            "a: &a [*a]",
            "x: " + "!a ".repeat(10_000))) {
      FormatException thrown = assertThrows(FormatException.class, () -> yaml(text));
      assertEquals(ErrorKind.CONFIG_DESERIALIZATION, thrown.kind());
    }
  }

  @Property(tries = 3_000)
  void anyTextEitherReadsOrIsRefused(@ForAll("almostYaml") String text) {
    try {
      yaml(text);
    } catch (FormatException e) {
      assertEquals(ErrorKind.CONFIG_DESERIALIZATION, e.kind());
    }
  }

  @Provide
  Arbitrary<String> almostYaml() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "a",
            "storage",
            ": ",
            "\n",
            "  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "!s3",
            "! ",
            "!!int ",
            "&x ",
            "*x",
            "'",
            "\"",
            "|",
            ">",
            "?",
            "#",
            "%",
            "@",
            "\\",
            "\t",
            "---",
            "...",
            "1",
            "~",
            "\u0000",
            "\ufeff",
            "\ud800",
            "😀",
            "!<",
            "!<tag:a>",
            "%YAML 1.2\n",
            "|2-\n",
            "\\u12");
    return piece.list().ofMaxSize(30).map(parts -> String.join("", parts));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void damagedBytesEitherReadOrAreRefused(
      @ForAll("configs") RepositoryConfig config, @ForAll int at, @ForAll byte value) {
    byte[] bytes = ConfigBytes.encode(config);
    bytes[Math.floorMod(at, bytes.length)] = value;
    try {
      ConfigBytes.decode(MemorySegment.ofArray(bytes), "repo");
    } catch (FormatException e) {
      assertEquals(ErrorKind.CONFIG_DESERIALIZATION, e.kind());
    }
  }
}
