package dev.floe.fuzz.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damaged copies of inputs, all from one source of chance: bits that flipped, bytes that are
/// another, ends that are missing, parts of another input.
final class Damage {
  private final List<byte[]> inputs;
  private final RandomGenerator random;

  Damage(List<byte[]> inputs, RandomGenerator random) {
    this.inputs = inputs;
    this.random = random;
  }

  /// One more.
  byte[] next() {
    byte[] bytes = any().clone();
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] any() {
    return inputs.get(random.nextInt(inputs.size()));
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        byte[] other = any();
        int from = random.nextInt(other.length + 1);
        byte[] spliced = Arrays.copyOf(bytes, at + other.length - from);
        System.arraycopy(other, from, spliced, at, other.length - from);
        return spliced;
      }
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
      case 4 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
      default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }
}
