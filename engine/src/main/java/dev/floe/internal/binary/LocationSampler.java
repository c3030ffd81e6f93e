package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import dev.floe.internal.codec.ZstdDictionaryWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Looks over the references of an array before they are written: counts them, and draws a uniform
/// sample of the locations (reservoir sampling, algorithm R) to train a dictionary from. One
/// thread.
final class LocationSampler implements RefSink {
  private static final int SHORT_SAMPLE_BYTES = 8;

  private final LocationCompression rules;
  private final RandomGenerator random;
  private final List<byte[]> samples = new ArrayList<>();
  private long refs;
  private long virtualRefs;

  LocationSampler(LocationCompression rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
  }

  @Override
  public void inline(int[] coords, int rank, MemorySegment bytes) {
    refs++;
  }

  @Override
  public void nativeChunk(
      int[] coords, int rank, long idHigh, int idLow, long offset, long length) {
    refs++;
  }

  @Override
  public void virtualChunk(
      int[] coords,
      int rank,
      MemorySegment locationUtf8,
      long offset,
      long length,
      Checksum checksum) {
    refs++;
    virtualRefs++;
    if (samples.size() < rules.maxSamples()) {
      samples.add(locationUtf8.toArray(ValueLayout.JAVA_BYTE));
    } else if (rules.maxSamples() > 0) {
      long place = random.nextLong(virtualRefs);
      if (place < samples.size()) {
        samples.set((int) place, locationUtf8.toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  /// A dictionary, where the rules ask for one and the sample gives one.
  Optional<ZstdDictionaryWriter> train() {
    if (refs < rules.minRefs() || virtualRefs < rules.minRefs()) {
      return Optional.empty();
    }
    long total = 0;
    int tooShort = 0;
    for (byte[] sample : samples) {
      total += sample.length;
      tooShort += sample.length < SHORT_SAMPLE_BYTES ? 1 : 0;
    }
    if (tooShort >= samples.size() / 2) {
      return Optional.empty();
    }
    List<byte[]> training = new ArrayList<>(samples);
    if (total > 0 && total < rules.maxDictionaryBytes()) {
      long copies = rules.maxDictionaryBytes() / total + 1;
      for (long i = 0; i < copies; i++) {
        training.addAll(samples);
      }
    }
    return ZstdDictionaryWriter.train(training, rules.maxDictionaryBytes(), rules.level());
  }
}
