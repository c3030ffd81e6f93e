package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  private static String hash(byte[] bytes) {
    return new ContentHash().update(MemorySegment.ofArray(bytes)).digest();
  }

  @Test
  void everyBitAndEveryLengthCounts() {
    Set<String> seen = new HashSet<>();
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      assertTrue(seen.add(hash(bytes)), "zeros of length " + length);
      for (int bit = 0; bit < 8 * length; bit++) {
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        assertTrue(seen.add(hash(bytes)), "length " + length + " bit " + bit);
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
    }
    assertTrue(seen.stream().map(hash -> hash.substring(0, 16)).distinct().count() == seen.size());
    assertTrue(seen.stream().map(hash -> hash.substring(16)).distinct().count() == seen.size());
  }

  @Test
  void wordsDoNotChangePlaces() {
    byte[] bytes = new byte[64];
    new Random(1).nextBytes(bytes);
    Set<String> seen = new HashSet<>();
    for (int a = 0; a < 64; a += 8) {
      for (int b = a; b < 64; b += 8) {
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, a, swapped, b, 8);
        System.arraycopy(bytes, b, swapped, a, 8);
        seen.add(hash(swapped));
      }
    }
    assertEquals(1 + 8 * 7 / 2, seen.size());
  }

  @Test
  void piecesGiveTheHashOfTheWhole() {
    byte[] bytes = new byte[10_007];
    new Random(2).nextBytes(bytes);
    MemorySegment whole = MemorySegment.ofArray(bytes);
    ContentHash pieces = new ContentHash();
    for (int at = 0; at < bytes.length; at += 1_600) {
      pieces.update(whole.asSlice(at, Math.min(1_600, bytes.length - at)));
    }
    assertEquals(hash(bytes), pieces.digest());
  }
}
