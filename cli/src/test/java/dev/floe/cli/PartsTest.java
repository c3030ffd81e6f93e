package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ByteRange;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The parts of the command line that are functions of values.
class PartsTest {
  @Test
  void rangesHaveThreeForms() {
    assertEquals(ByteRange.of(2, 5), Ranges.parse("2:5"));
    assertEquals(ByteRange.of(2, 2), Ranges.parse("2:2"));
    assertEquals(ByteRange.from(7), Ranges.parse("7:"));
    assertEquals(ByteRange.all(), Ranges.parse("0:"));
    assertEquals(ByteRange.last(3), Ranges.parse("-3"));
    assertEquals(ByteRange.last(0), Ranges.parse("-0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "5",
        ":5",
        "-",
        "5:2",
        "a:b",
        "1:2:3",
        "+1:2",
        "-1:2",
        " 1:2",
        "1 :2",
        "0x1:2",
        "1:-2",
        "--3",
        "٣:٤",
        "9999999999999999999:"
      })
  void otherRangesAreRefused(String text) {
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> Ranges.parse(text));
    assertEquals(ErrorKind.INVALID_BYTE_RANGE, thrown.kind());
  }

  @Property
  void rangesReadBack(
      @ForAll @LongRange(min = 0, max = 1L << 59) long a,
      @ForAll @LongRange(min = 0, max = 1L << 59) long b) {
    ByteRange range = ByteRange.of(Math.min(a, b), Math.max(a, b));
    assertEquals(range, Ranges.parse(range.toText()));
    assertEquals(ByteRange.from(a), Ranges.parse(ByteRange.from(a).toText()));
    assertEquals(ByteRange.last(a), Ranges.parse(ByteRange.last(a).toText()));
  }

  @Test
  void timesHaveMicroseconds() {
    assertEquals("1970-01-01T00:00:00.000000Z", Plain.time(Instant.EPOCH));
    assertEquals(
        "2026-11-23T12:44:38.052706Z", Plain.time(Instant.parse("2026-11-23T12:44:38.052706999Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048576, 1.0 MiB",
    "9223372036854775807, 8192.0 PiB"
  })
  void bytesAreShort(long count, String text) {
    assertEquals(text, Plain.bytes(count));
  }

  @Test
  void noTextCommandsTheTerminal() {
    assertEquals("a\\u001b[2Jb\\n\\u0007\\u009b", Plain.line("a\u001b[2Jb\n\u0007\u009b"));
    assertEquals("é 😀", Plain.line("é 😀"));
  }

  @Test
  void fieldsKeepTheirOrderAndAbsentOnesAreNull() {
    assertEquals(
        "{\"z\":\"\\\"\",\"a\":null,\"n\":3,\"o\":null,\"t\":true,\"j\":[1],\"f\":{\"x\":null},"
            + "\"l\":[\"b\",\"a\"],\"c\":[0,4294967295],\"m\":1.235}",
        new Fields()
            .text("z", "\"")
            .text("a", Optional.empty())
            .number("n", 3)
            .number("o", OptionalLong.empty())
            .truth("t", true)
            .value("j", JsonText.parse("[1]", "test"))
            .fields("f", inner -> inner.absent("x"))
            .texts("l", List.of("b", "a"))
            .numbers("c", List.of(0L, 4294967295L))
            .measure("m", 1.23456)
            .toString());
    assertEquals("{}", new Fields().toString());
  }

  @Test
  void tablesAlign() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Table("name", ">bytes", "note")
        .row("é", 5, "x\ny")
        .row("longer", 12_345, null)
        .print(new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(
        """
        name    bytes  note
        é           5  x\\ny
        longer  12345
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void pathsLeadIntoObjects() {
    assertEquals(List.of("a", "b.c", "d"), KeyPath.parse("a.\"b.c\".d").keys());
    JsonObject before = (JsonObject) JsonText.parse("{\"a\":{\"x\":1},\"b\":null}", "test");
    assertEquals(
        "{\"a\":{\"x\":1,\"y\":2},\"b\":null}",
        JsonText.compact(KeyPath.parse("a.y").set(before, JsonValue.of(2))));
    assertEquals(
        "{\"a\":{\"x\":1},\"b\":{\"c\":true}}",
        JsonText.compact(KeyPath.parse("b.c").set(before, JsonValue.of(true))));
    for (String none : List.of("", ".", "a.", ".a", "a..b", "\"a", "\"\"", "\"a\"b")) {
      assertThrows(IllegalArgumentException.class, () -> KeyPath.parse(none), none);
    }
  }

  @Test
  void assignmentsEndTheirKeyAtTheFirstEqualsSign() {
    assertEquals(new Assignment("a.b", JsonValue.of("x=y")), Assignment.parse("a.b=\"x=y\""));
    assertEquals("a.\"s3://b=c/\"", Assignment.parse("a.\"s3://b=c/\"=1").key());
    for (String none : List.of("", "a", "=1", "a=", "a=x", "a=1 2", "\"a=1")) {
      assertThrows(IllegalArgumentException.class, () -> Assignment.parse(none), none);
    }
  }

  @Test
  void treesAreDrawn() {
    List<NodeSnapshot> nodes =
        Stream.of("/", "/a", "/a/b", "/a/c", "/a-b", "/z//odd", "/z//odd/x")
            .map(path ->
                new NodeSnapshot(
                    new NodeId(path.hashCode()),
                    NodePath.stored(path),
                    MemorySegment.ofArray(new byte[0]),
                    NodeData.Group.INSTANCE))
            .toList();
    assertEquals(
        """
        /
        ├── a  *
        │   ├── b
        │   └── c
        ├── a-b
        └── z//odd
            └── x
        """,
        String.join("\n", TreeLines.of(nodes, n -> n.path().text().equals("/a") ? "*" : ""))
            + "\n");
  }

  @Test
  void measurementsSumUp() {
    long[] nanos = new long[100];
    for (int i = 0; i < 100; i++) {
      nanos[99 - i] = (i + 1) * 1_000L;
    }
    Measurement measured = Measurement.of("x", nanos, 100, 1_000, 500, 7, 250);
    assertEquals(50, measured.p50Micros());
    assertEquals(99, measured.p99Micros());
    assertEquals(2, measured.gigabytesPerSecond());
    assertEquals(2.5, measured.heapBytesPerRead());
    assertEquals(
        "{\"case\":\"x\",\"reads\":100,\"bytes\":1000,\"p50_us\":50.0,\"p99_us\":99.0,"
            + "\"gb_per_s\":2.0,\"requests\":7,\"heap_bytes_per_read\":2.5}",
        measured.fields().toString());
  }

  @Test
  void progressShowsOnlyOnTerminalsAndOnlyAfterASecond() {
    assertEquals("", progress(false, 5));
    assertEquals("", progress(true, 0.9));
    assertEquals(
        "\r[###############...............] 5 of 10 keys, 5 s\u001b[K\r\u001b[K",
        progress(true, 5));
    assertEquals(
        "\r[###############...............] 5 of 10 keys, 70 MB, 5 s\u001b[K\r\u001b[K",
        progress(true, 5, 70_999_999));
  }

  private static String progress(boolean interactive, double seconds) {
    return progress(interactive, seconds, 0);
  }

  private static String progress(boolean interactive, double seconds, long bytes) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    long[] nanos = {0};
    Surroundings around =
        new Surroundings(
            new Results(new ByteArrayOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(new byte[0]),
            () -> interactive,
            InstantSource.system(),
            () -> nanos[0]);
    try (Progress progress = new Progress(around, "keys", 10)) {
      progress.advanceBytes(bytes);
      nanos[0] = (long) (seconds * 1e9);
      progress.advance(5);
      progress.advance(0);
    }
    return err.toString(StandardCharsets.UTF_8);
  }
}
