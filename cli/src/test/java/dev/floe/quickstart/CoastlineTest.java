package dev.floe.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CoastlineTest {
  private static final Pattern PIECE = Pattern.compile("M(\\d+) (\\d+)|([hv])(-?\\d+)");

  private static BitSet cells(String rows) {
    BitSet filled = new BitSet();
    String plain = rows.replace("/", "");
    for (int i = 0; i < plain.length(); i++) {
      filled.set(i, plain.charAt(i) == '#');
    }
    return filled;
  }

  @Test
  void anIslandIsARing() {
    assertEquals("M1 1h1v1h-1v-1", Coastline.path(3, 3, cells(".../.#./...")));
  }

  @Test
  void theRimOfTheGridIsNoCoast() {
    assertEquals("M1 2v-2", Coastline.path(2, 2, cells(".#/.#")).replace("M1 0v2", "M1 2v-2"));
    assertEquals("", Coastline.path(2, 2, cells("##/##")));
    assertEquals("", Coastline.path(2, 2, cells("../..")));
  }

  @Test
  void cellsThatTouchAtACornerStayApart() {
    String path = Coastline.path(4, 4, cells("..../.#../..#./...."));
    assertEquals(2, path.chars().filter(c -> c == 'M').count());
  }

  @Property(tries = 200)
  void everyEdgeBetweenUnlikeCellsIsDrawnOnce(
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll long seed) {
    Random random = new Random(seed);
    BitSet filled = new BitSet();
    for (int i = 0; i < width * height; i++) {
      filled.set(i, random.nextBoolean());
    }
    Set<String> expected = new HashSet<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean here = filled.get(y * width + x);
        if (x + 1 < width && here != filled.get(y * width + x + 1)) {
          expected.add("v" + (x + 1) + "," + y);
        }
        if (y + 1 < height && here != filled.get((y + 1) * width + x)) {
          expected.add("h" + x + "," + (y + 1));
        }
      }
    }
    Set<String> drawn = new HashSet<>();
    int x = 0;
    int y = 0;
    for (MatchResult piece :
        PIECE.matcher(Coastline.path(width, height, filled)).results().toList()) {
      if (piece.group(1) != null) {
        x = Integer.parseInt(piece.group(1));
        y = Integer.parseInt(piece.group(2));
        continue;
      }
      int run = Integer.parseInt(piece.group(4));
      int step = Integer.signum(run);
      for (int i = 0; i < Math.abs(run); i++) {
        boolean horizontal = piece.group(3).equals("h");
        int nextX = horizontal ? x + step : x;
        int nextY = horizontal ? y : y + step;
        assertTrue(drawn.add(piece.group(3) + Math.min(x, nextX) + "," + Math.min(y, nextY)));
        x = nextX;
        y = nextY;
      }
    }
    assertEquals(expected, drawn);
  }
}
