package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How large the slabs of a size class are, one after the other.
class SlabClassTest {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  private final List<Region> regions = new ArrayList<>();

  @AfterEach
  void close() {
    regions.forEach(Region::close);
  }

  /// The sizes of so many slabs, of slots of this length.
  private List<Long> sizes(int count, long slotBytes, long largestSlabBytes) {
    int sizeClass = SizeClasses.index(slotBytes);
    SlabClass slabs = new SlabClass(sizeClass, largestSlabBytes);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(slabs.nextSlabBytes());
      Region region = Region.allocate(sizes.getLast());
      regions.add(region);
      slabs.add(new Slab(null, region, sizeClass));
    }
    return sizes;
  }

  @Test
  void eachIsAsLargeAsAllBeforeIt() {
    assertEquals(List.of(MIB, MIB, 2 * MIB, 4 * MIB, 8 * MIB), sizes(5, 64 * KIB, 32 * MIB));
  }

  @Test
  void theFirstHoldsTwoSlotsAtLeast() {
    assertEquals(List.of(4 * MIB, 4 * MIB, 8 * MIB), sizes(3, 2 * MIB, 32 * MIB));
  }

  @Test
  void noneIsLargerThanTheLargest() {
    assertEquals(List.of(MIB, MIB, 2 * MIB, 3 * MIB, 3 * MIB), sizes(5, 64 * KIB, 3 * MIB));
  }

  @Test
  void eachHoldsOneSlotHoweverSmallTheLargest() {
    assertEquals(List.of(2 * MIB, 2 * MIB), sizes(2, 2 * MIB, MIB));
  }

  @Test
  void eachHoldsWholeSlots() {
    long slots = MIB / (5 * KIB) * 5 * KIB;
    assertEquals(List.of(slots, slots, 2 * slots), sizes(3, 5 * KIB, 32 * MIB));
  }
}
