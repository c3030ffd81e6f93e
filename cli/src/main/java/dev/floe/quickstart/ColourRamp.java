package dev.floe.quickstart;

/// A ramp of colours whose lightness grows evenly, so that equal steps of a value look equally far
/// apart, in grey too: deep blue over violet and orange to pale yellow. Anchors are in OKLCH.
final class ColourRamp {
  /// Lightness, chroma and hue in degrees, at even distances along the ramp.
  private static final double[][] ANCHORS = {
    {0.24, 0.10, 272},
    {0.36, 0.15, 282},
    {0.47, 0.16, 312},
    {0.58, 0.16, 356},
    {0.68, 0.16, 38},
    {0.79, 0.15, 66},
    {0.90, 0.14, 98},
  };

  private ColourRamp() {}

  /// The colour at `t` between 0 and 1 as `0xRRGGBB`.
  static int at(double t) {
    double place = Math.clamp(t, 0.0, 1.0) * (ANCHORS.length - 1);
    int left = Math.min((int) place, ANCHORS.length - 2);
    double share = place - left;
    double[] a = ANCHORS[left];
    double[] b = ANCHORS[left + 1];
    double turn = ((b[2] - a[2]) % 360 + 540) % 360 - 180;
    return rgb(
        a[0] + share * (b[0] - a[0]),
        a[1] + share * (b[1] - a[1]),
        Math.toRadians(a[2] + share * turn));
  }

  /// As CSS writes it.
  static String css(int rgb) {
    return "#%06x".formatted(rgb);
  }

  /// OKLCH to sRGB; chroma gives way where the screen has no such colour.
  private static int rgb(double lightness, double chroma, double hue) {
    for (double c = chroma; ; c *= 0.98) {
      double[] linear = linear(lightness, c * Math.cos(hue), c * Math.sin(hue));
      boolean shown = true;
      for (double channel : linear) {
        shown &= channel >= -1e-4 && channel <= 1.0001;
      }
      if (shown || c < 1e-3) {
        return gamma(linear[0]) << 16 | gamma(linear[1]) << 8 | gamma(linear[2]);
      }
    }
  }

  private static double[] linear(double lightness, double a, double b) {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static int gamma(double linear) {
    double x = Math.clamp(linear, 0.0, 1.0);
    double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(encoded * 255);
  }
}
