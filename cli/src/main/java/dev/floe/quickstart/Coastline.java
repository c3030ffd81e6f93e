package dev.floe.quickstart;

import java.util.BitSet;

/// The outline between the cells of a grid that hold a value and those that do not, as one SVG path
/// in grid coordinates. The rim of the grid is not part of it: it is where the map ends, not land.
final class Coastline {
  /// East, south, west, north; the order in which a walker keeps the filled cells to its right.
  private static final int[][] STEPS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

  private final int width;
  private final int height;
  private final BitSet filled;

  /// By direction: the unit edges that start at a corner and are still to be walked.
  private final BitSet[] edges = new BitSet[STEPS.length];

  private Coastline(int width, int height, BitSet filled) {
    this.width = width;
    this.height = height;
    this.filled = filled;
    for (int direction = 0; direction < STEPS.length; direction++) {
      edges[direction] = new BitSet((width + 1) * (height + 1));
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (filled(x, y)) {
          addEdge(x, y - 1, x, y, 0);
          addEdge(x + 1, y, x + 1, y, 1);
          addEdge(x, y + 1, x + 1, y + 1, 2);
          addEdge(x - 1, y, x, y + 1, 3);
        }
      }
    }
  }

  /// The path of a grid; bit `y · width + x` says that the cell is filled.
  static String path(int width, int height, BitSet filled) {
    return new Coastline(width, height, filled).walk();
  }

  private boolean filled(int x, int y) {
    return filled.get(y * width + x);
  }

  /// An edge from a corner, if the cell on its other side is in the grid and empty.
  private void addEdge(int otherX, int otherY, int x, int y, int direction) {
    boolean inside = otherX >= 0 && otherX < width && otherY >= 0 && otherY < height;
    if (inside && !filled(otherX, otherY)) {
      edges[direction].set(corner(x, y));
    }
  }

  private int corner(int x, int y) {
    return y * (width + 1) + x;
  }

  private String walk() {
    StringBuilder path = new StringBuilder();
    // Lines that end at the rim are begun where they begin; what remains are rings.
    for (boolean rings : new boolean[] {false, true}) {
      for (int direction = 0; direction < STEPS.length; direction++) {
        BitSet starts = edges[direction];
        for (int at = starts.nextSetBit(0); at >= 0; at = starts.nextSetBit(at + 1)) {
          if (rings || !isEntered(at)) {
            line(path, at, direction);
          }
        }
      }
    }
    return path.toString();
  }

  private boolean isEntered(int corner) {
    for (int direction = 0; direction < STEPS.length; direction++) {
      int[] step = STEPS[direction];
      int x = corner % (width + 1) - step[0];
      int y = corner / (width + 1) - step[1];
      if (x >= 0 && x <= width && y >= 0 && edges[direction].get(corner(x, y))) {
        return true;
      }
    }
    return false;
  }

  private void line(StringBuilder path, int start, int first) {
    int x = start % (width + 1);
    int y = start / (width + 1);
    path.append('M').append(x).append(' ').append(y);
    int direction = first;
    while (direction >= 0) {
      int run = 0;
      while (edges[direction].get(corner(x, y))) {
        edges[direction].clear(corner(x, y));
        x += STEPS[direction][0];
        y += STEPS[direction][1];
        run++;
      }
      boolean horizontal = direction % 2 == 0;
      path.append(horizontal ? 'h' : 'v').append(direction < 2 ? run : -run);
      direction = turn(corner(x, y), direction);
    }
  }

  /// Where a walk goes on; right turns first, so that cells that touch at a corner stay apart.
  private int turn(int corner, int direction) {
    for (int turn : new int[] {1, 3}) {
      int next = (direction + turn) % STEPS.length;
      if (edges[next].get(corner)) {
        return next;
      }
    }
    return -1;
  }
}
