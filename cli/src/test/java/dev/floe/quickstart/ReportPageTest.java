package dev.floe.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.virtualize.LocalFile;
import dev.floe.virtualize.NetcdfClassic;
import dev.floe.virtualize.VirtualArray;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportPageTest {
  private static final Path COADS = Path.of("src/quickstart/data/coads_climatology.cdf");

  private static double[] doubles(LocalFile file, List<VirtualArray> arrays, String name) {
    ByteBuffer bytes = chunk(file, arrays, name, 0);
    double[] values = new double[bytes.remaining() / 8];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  private static ByteBuffer chunk(
      LocalFile file, List<VirtualArray> arrays, String name, int index) {
    VirtualArray array =
        arrays.stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    MemorySegment offset = MemorySegment.ofArray(new long[1]);
    MemorySegment length = MemorySegment.ofArray(new long[1]);
    array.references().columns(index, 1, offset, length);
    byte[] bytes = new byte[(int) length.get(ValueLayout.JAVA_LONG, 0)];
    file.read(offset.get(ValueLayout.JAVA_LONG, 0), MemorySegment.ofArray(bytes));
    return ByteBuffer.wrap(bytes);
  }

  static MapField january() {
    try (LocalFile file = LocalFile.open(COADS)) {
      List<VirtualArray> arrays = NetcdfClassic.virtualize(file, file.origin()).arrays();
      BitSet land = new BitSet();
      land.set(0, 90 * 180);
      float[] values = null;
      for (int month = 11; month >= 0; month--) {
        values = new float[90 * 180];
        chunk(file, arrays, "SST", month).asFloatBuffer().get(values);
        for (int i = 0; i < values.length; i++) {
          land.set(i, land.get(i) && values[i] == (float) -1e34);
        }
      }
      return new MapField(
          doubles(file, arrays, "COADSX"),
          doubles(file, arrays, "COADSY"),
          values,
          (float) -1e34,
          land,
          "°C");
    }
  }

  static QuickstartReport report() {
    return new QuickstartReport(
        "A repository of <virtual> & native chunks.",
        new QuickstartReport.MapPart(
            january(), "Sea surface temperature, January", "From one virtual chunk."),
        List.of(
            new ReadCase(
                "whole chunks of 64 KiB",
                2000,
                131_072_000,
                Duration.ofMillis(40),
                200_000,
                900_000,
                12,
                480_000),
            new ReadCase(
                "rows of virtual chunks",
                2000,
                1_440_000,
                Duration.ofMillis(9),
                40_000,
                90_000,
                84,
                512_000)),
        132_512_000,
        new History(
            List.of(
                entry("TRY", "AB34567890", "Warmer by one degree", "refused", 1, true),
                new History.Entry(
                    "AB34567890",
                    Optional.of("CC34567890"),
                    "Colder by one degree",
                    "",
                    1,
                    false,
                    List.of(new History.Ref(false, "what-if"))),
                new History.Entry(
                    "BB34567890",
                    Optional.of("CC34567890"),
                    "A field of 256 MiB, twice",
                    "",
                    0,
                    false,
                    List.of(new History.Ref(false, "main"))),
                new History.Entry(
                    "CC34567890",
                    Optional.of("DD34567890"),
                    "A native copy of SST",
                    "",
                    0,
                    false,
                    List.of(new History.Ref(true, "v1"))),
                entry("DD34567890", "EE34567890", "The climatology, virtually", "", 0, false),
                new History.Entry(
                    "EE34567890",
                    Optional.empty(),
                    "Repository initialized",
                    "",
                    0,
                    false,
                    List.of()))),
        "As of then there was less.",
        "main: expected parent CC34567890, actual BB34567890",
        List.of(
            new QuickstartReport.Step(
                "virtualize", "98 references in 10 arrays", Duration.ofMillis(12))),
        List.of(new QuickstartReport.Fact("Processors", "2")));
  }

  private static History.Entry entry(
      String id, String parent, String message, String note, int lane, boolean refused) {
    return new History.Entry(id, Optional.of(parent), message, note, lane, refused, List.of());
  }

  @Test
  void thePageIsSelfContainedAndItsDrawingsAreWellFormed()
      throws IOException, SAXException, ParserConfigurationException {
    String html = ReportPage.html(report());
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/report-sample.html"), html);
    assertFalse(Pattern.compile("(src|href)=\"(?!data:)|@import|<script").matcher(html).find());
    assertTrue(html.contains("A repository of &lt;virtual&gt; &amp; native chunks."));
    List<MatchResult> drawings =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html).results().toList();
    assertEquals(2, drawings.size());
    for (MatchResult drawing : drawings) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawing.group())));
    }
    assertTrue(html.contains("data-label=\"p99\">900 µs<"));
    assertTrue(html.contains("data-label=\"Heap B/read\">240<"));
  }

  @Test
  void theMapHasACoast() {
    MapField field = january();
    double[] extent = field.extent();
    assertTrue(extent[0] > -3 && extent[1] < 33, extent[0] + " to " + extent[1]);
    assertEquals(5641, field.land().cardinality());
    String svg = SeaMap.svg(field, "SST");
    assertTrue(svg.contains("class=\"coast\"") && svg.contains("60°E") && svg.contains("°C"));
  }
}
