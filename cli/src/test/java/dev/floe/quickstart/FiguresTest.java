package dev.floe.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void percentilesAreMeasuredValues() {
    long[] hundred = new long[100];
    for (int i = 0; i < 100; i++) {
      hundred[99 - i] = i + 1;
    }
    Percentiles percentiles = new Percentiles(hundred);
    assertEquals(50, percentiles.at(50));
    assertEquals(99, percentiles.at(99));
    assertEquals(100, percentiles.at(100));
    assertEquals(1, percentiles.at(0.5));
    assertEquals(7, new Percentiles(new long[] {7}).at(99));
  }

  @Test
  void numbersAreShort() {
    assertEquals("2,000", Figures.count(2000));
    assertEquals("64 KiB", Figures.bytes(65_536));
    assertEquals("63.3 KiB", Figures.bytes(64_800));
    assertEquals("1.50 GiB", Figures.bytes(1.5 * (1 << 30)));
    assertEquals("999 B", Figures.bytes(999));
    assertEquals("12.3 µs", Figures.nanos(12_345));
    assertEquals("999 ns", Figures.nanos(999));
    assertEquals("1.23 s", Figures.duration(Duration.ofMillis(1234)));
    assertEquals("3", Figures.gigabytesPerSecond(3_000_000_000L, Duration.ofSeconds(1)));
    assertEquals("0.123", Figures.gigabytesPerSecond(123_400_000L, Duration.ofSeconds(1)));
  }

  @Test
  void degreesHaveHemispheres() {
    assertEquals("60°E", Ticks.longitude(420));
    assertEquals("120°W", Ticks.longitude(240));
    assertEquals("180°", Ticks.longitude(180));
    assertEquals("0°", Ticks.longitude(360));
    assertEquals("30°S", Ticks.latitude(-30));
    assertEquals("0°", Ticks.latitude(0));
    assertEquals("−2", Ticks.number(-2));
  }

  @Test
  void ticksAreRound() {
    assertEquals(5, Ticks.step(33, 6));
    assertEquals(List.of(0.0, 10.0, 20.0, 30.0), Ticks.multiples(-1.8, 31, 10));
    assertEquals(List.of(-10.0, 0.0), Ticks.multiples(-10, 0, 10));
  }

  @Test
  void lightnessGrowsAlongTheRamp() {
    double before = -1;
    for (int i = 0; i <= 100; i++) {
      int rgb = ColourRamp.at(i / 100.0);
      double luminance =
          0.2126 * Math.pow((rgb >> 16) / 255.0, 2.2)
              + 0.7152 * Math.pow((rgb >> 8 & 255) / 255.0, 2.2)
              + 0.0722 * Math.pow((rgb & 255) / 255.0, 2.2);
      assertTrue(luminance > before, "at " + i);
      before = luminance;
    }
  }

  @Test
  void picturesAreReadByOthers() throws IOException {
    int[] palette = {0x102030, 0xffeedd, 0x000000};
    byte[] png = IndexedPng.encode(3, 2, new byte[] {0, 1, 2, 2, 1, 0}, palette);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(3, image.getWidth());
    assertEquals(2, image.getHeight());
    assertEquals(0xff102030, image.getRGB(0, 0));
    assertEquals(0xffffeedd, image.getRGB(1, 1));
    assertEquals(0, image.getRGB(2, 0) >>> 24);
  }
}
