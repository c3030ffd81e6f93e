package dev.floe.io.internal.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.io.internal.http.Headers;
import dev.floe.storage.Purpose;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The expected texts are what the reference 2.3.0 sent.
class PurposeLabelsTest {
  private static String agent(String before, Purpose purpose) {
    Headers fields = Headers.of("Accept", "x", "User-Agent", before);
    Headers labelled = PurposeLabels.in(fields, Optional.of(purpose));
    assertEquals("x", labelled.first("Accept").orElseThrow());
    return labelled.first("User-Agent").orElseThrow();
  }

  private static String array(String path) {
    return agent("floe", Purpose.of(new NodePath(path)));
  }

  @Test
  void whatIsThereIsKept() {
    Purpose chunk = Purpose.of(NodePath.of("/a/b"), ChunkIndices.of(4_294_967_295L, 0));
    assertEquals("floe (array=a/b; chunk=4294967295/0)", agent("floe", chunk));
    assertEquals(
        "x floe (principal=bob; array=a/b; chunk=4294967295/0)",
        agent("x floe (principal=bob)", chunk));
    assertEquals(
        "floe (array=; chunk=)", agent("floe", Purpose.of(NodePath.ROOT, ChunkIndices.SCALAR)));
    Headers none = Headers.of("Accept", "x");
    assertSame(none, PurposeLabels.in(none, Optional.of(chunk)));
    Headers fields = Headers.of("User-Agent", "floe");
    assertSame(fields, PurposeLabels.in(fields, Optional.empty()));
  }

  @Test
  void onlyWhatWouldEndTheLabelIsEscaped() {
    assertEquals("floe (array=grp/%C3%A9t%C3%A9 arr)", array("/grp/été arr"));
    assertEquals("floe (array=a%3Bb%28c%29%3D\"d%5Ce%2520~!)", array("/a;b(c)=\"d\\e%20~!"));
    assertEquals("floe (array=p%01%7F%0A%09%C2%85x)", array("/p\u0001\u007f\n\t\u0085x"));
    assertEquals("floe (array=%E2%98%83%F0%9F%98%80)", array("/☃😀"));
  }

  @Test
  void theMiddleOfWhatIsTooLongIsLeftOut() {
    String q126 = "q".repeat(126);
    assertEquals("floe (array=" + "q".repeat(256) + ")", array("/" + "q".repeat(256)));
    assertEquals("floe (array=" + q126 + "..." + q126 + ")", array("/" + "q".repeat(257)));
    String e41 = "%C3%A9".repeat(20) + "%C3";
    String e42 = "%C3%A9".repeat(21);
    assertEquals("floe (array=a" + e41 + "..." + e42 + ")", array("/a" + "é".repeat(100)));
    assertEquals("floe (array=aa" + e41 + "..." + e42 + ")", array("/aa" + "é".repeat(100)));
    assertEquals(
        "floe (array=" + e42 + "..." + "%C3%A9".repeat(20) + "abcdb)",
        array("/" + "é".repeat(42) + "abcdb"));
    long[] coordinates = new long[30];
    Arrays.fill(coordinates, 123_456);
    assertEquals(
        "floe (array=big; chunk="
            + "123456/123456/123456/123456/12...56/123456/123456/123456/123456)",
        agent("floe", Purpose.of(NodePath.of("/big"), ChunkIndices.of(coordinates))));
  }
}
