package dev.floe.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VirtualLocationsTest {
  /// `locations.json` holds what 2.3.0 stores, or `!` and the kind of its refusal.
  @Test
  void storesWhatTheReferenceStores() throws IOException {
    JsonArray file;
    try (var in = getClass().getResourceAsStream("/virtual/locations.json")) {
      file = (JsonArray) JsonText.parse(in.readAllBytes(), "locations.json");
    }
    List<String> differences = new ArrayList<>();
    for (var each : file.elements()) {
      var members = ((JsonObject) each).members();
      String given = ((JsonString) members.get("given")).value();
      String stored = ((JsonString) members.get("stored")).value();
      String ours;
      try {
        ours = VirtualLocations.normalized(given);
      } catch (IcechunkException e) {
        ours = "!" + e.kind().code();
      }
      if (!ours.equals(stored)) {
        differences.add(given + " -> " + ours + " and not " + stored);
      }
    }
    assertEquals(List.of(), differences);
    assertTrue(file.elements().size() > 100);
  }

  @Property(tries = 3_000)
  void whatIsStoredStaysAsItIs(@ForAll("locations") String location) {
    String stored;
    try {
      stored = VirtualLocations.normalized(location);
    } catch (IcechunkException _) {
      return;
    }
    assertEquals(stored, VirtualLocations.normalized(stored), location);
  }

  @Property(tries = 3_000)
  void noFileLocationKeepsADotSegment(@ForAll("locations") String location) {
    String stored;
    try {
      stored = VirtualLocations.normalized("file:///" + location);
    } catch (IcechunkException _) {
      return;
    }
    for (String segment : VirtualLocations.withoutQuery(stored).split("/")) {
      assertTrue(!UrlPath.isDot(segment) && !UrlPath.isDoubleDot(segment), stored);
    }
  }

  @Provide
  Arbitrary<String> locations() {
    return Arbitraries.of(
            "s3",
            "file",
            "FILE",
            "http",
            "vcc",
            ":",
            "/",
            "//",
            "\\",
            "..",
            ".",
            "%2e",
            "%2E",
            "%",
            "?",
            "#",
            "@",
            "a",
            "C:",
            "C|",
            " ",
            "\t",
            "é",
            "\u0000",
            "localhost",
            "h",
            "\ud800")
        .list()
        .ofMaxSize(10)
        .map(parts -> String.join("", parts));
  }

  @Test
  void whatIsWrittenAsItIsStoredIsNotCopied() {
    String location = "s3://bucket/a?b#c";
    assertSame(location, VirtualLocations.normalized(location));
    assertEquals(location, VirtualLocations.normalized("S3" + location.substring(2)));
  }

  @Test
  void relativeLocationsLeaveEmptySegmentsOut() {
    assertEquals("vcc://n/a/b", VirtualLocations.relative("n", "/a//b/"));
    assertThrows(InvalidInputException.class, () -> VirtualLocations.relative("", "a"));
    assertThrows(InvalidInputException.class, () -> VirtualLocations.relative("a/b", "a"));
  }

  @Test
  void messagesShowNoSecrets() {
    String shown =
        assertThrows(
                InvalidInputException.class,
                () -> VirtualLocations.normalized("file://user:hush@h/x?token=hush"))
            .getMessage();
    assertTrue(!shown.contains("hush"), shown);
  }
}
