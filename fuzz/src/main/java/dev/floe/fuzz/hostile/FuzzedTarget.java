package dev.floe.fuzz.hostile;

/// What the coverage-guided fuzzer calls: its first argument names the target. It begins with a
/// canary: the target `canary` must be found broken, or the fuzzer does not work.
public final class FuzzedTarget {
  /// What the canary does not bear.
  private static final String SONG = "FLOE!";

  /// The name of the target that is broken.
  static final String CANARY = "canary";

  private static Target target;

  private FuzzedTarget() {}

  /// Called once before all inputs.
  public static void fuzzerInitialize(String[] arguments) {
    target = arguments[0].equals(CANARY) ? new Canary() : Targets.of(arguments[0]).open();
  }

  /// Called with each input.
  public static void fuzzerTestOneInput(byte[] input) {
    Bounds.read(target, input);
  }

  /// Called once after all inputs.
  public static void fuzzerTearDown() {
    target.close();
  }

  /// Breaks over one word, which takes guidance to find: by chance it would take 2^40 inputs.
  static final class Canary implements Target {
    @Override
    public String name() {
      return CANARY;
    }

    @Override
    public java.util.List<byte[]> seeds() {
      return java.util.List.of(new byte[] {'x'});
    }

    @Override
    public void read(byte[] input) {
      int right = 0;
      while (right < SONG.length()
          && right < input.length
          && input[right] == (byte) SONG.charAt(right)) {
        right++;
      }
      switch (right) {
        case 0, 1, 2, 3, 4 -> {}
        default -> throw new IllegalStateException("the canary");
      }
    }
  }
}
