package dev.floe.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ZstdDictionaryTest {
  private static byte[] location(int i) {
    return ("s3://some-bucket/archive/run-%06d/file-%d.nc".formatted(i, i % 17))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ZstdDictionaryWriter writer() {
    List<byte[]> samples = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      samples.add(location(i * 7));
    }
    return ZstdDictionaryWriter.train(samples, 2048, 3).orElseThrow();
  }

  private static byte[] compressed(ZstdDictionaryWriter writer, byte[] text) {
    byte[] output = new byte[2 * text.length + 100];
    return Arrays.copyOf(output, writer.compress(text, text.length, output));
  }

  @Test
  void locationsShrinkAndComeBack() {
    try (Zstd zstd = new Zstd(2);
        ZstdDictionaryWriter writer = writer()) {
      for (int i = 0; i < 1000; i++) {
        byte[] text = location(i);
        byte[] compressed = compressed(writer, text);
        assertTrue(compressed.length < text.length);
        ZstdDictionary dictionary = zstd.dictionaries().acquire("key", writer.dictionary(), "file");
        byte[] expanded = dictionary.decompress(segment(compressed), 1024, "file");
        zstd.dictionaries().release(dictionary);
        assertArrayEquals(text, expanded);
      }
    }
  }

  private static MemorySegment segment(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }

  @Test
  void whatExpandsTooFarIsRefused() {
    try (Zstd zstd = new Zstd(2);
        ZstdDictionaryWriter writer = writer()) {
      ZstdDictionary dictionary = zstd.dictionaries().acquire("key", writer.dictionary(), "file");
      byte[] fits = compressed(writer, new byte[1024]);
      assertEquals(1024, dictionary.decompress(segment(fits), 1024, "file").length);
      byte[] longer = compressed(writer, new byte[1025]);
      assertThrows(
          FormatException.class, () -> dictionary.decompress(segment(longer), 1024, "file"));
      zstd.dictionaries().release(dictionary);
    }
  }

  @Test
  void samplesThatGiveNoDictionaryAreNotAFailure() {
    assertTrue(ZstdDictionaryWriter.train(List.of(new byte[3]), 2048, 3).isEmpty());
    assertTrue(ZstdDictionaryWriter.train(List.of(), 2048, 3).isEmpty());
  }

  @Test
  void dictionariesAreKeptWhileThereIsRoom() {
    try (Zstd zstd = new Zstd(2);
        ZstdDictionaryWriter writer = writer()) {
      byte[] bytes = writer.dictionary();
      ZstdDictionaries held = zstd.dictionaries();
      ZstdDictionary first = held.acquire(0, bytes, "file");
      assertSame(first, held.acquire(0, bytes, "file"));
      held.release(first);
      for (int i = 1; i < 100; i++) {
        held.release(held.acquire(i, bytes, "file"));
      }
      byte[] text = location(1);
      assertArrayEquals(
          text,
          first.decompress(segment(compressed(writer, text)), 1024, "file"),
          "pushed out, but in use");
      ZstdDictionary second = held.acquire(0, bytes, "file");
      assertNotSame(first, second);
      held.release(first);
      held.release(second);
    }
  }

  @Property(tries = 150)
  void damagedDictionariesAndTextsAreReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    try (Zstd zstd = new Zstd(1);
        ZstdDictionaryWriter writer = writer()) {
      byte[] dictionary = writer.dictionary();
      byte[] compressed = compressed(writer, location(3));
      for (int i = 0; i < 5; i++) {
        dictionary[random.nextInt(300)] ^= (byte) (1 << random.nextInt(8));
      }
      compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        ZstdDictionary digested = zstd.dictionaries().acquire(1, dictionary, "file");
        try {
          assertTrue(digested.decompress(segment(compressed), 1024, "file").length <= 1024);
        } finally {
          zstd.dictionaries().release(digested);
        }
      } catch (FormatException expected) {
        assertEquals("file", expected.object());
      }
    }
  }
}
