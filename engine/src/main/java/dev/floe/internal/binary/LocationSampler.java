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
/// sample of the locations (reservoir sampling, algorithm L) to train a dictionary from: chance is
/// asked which reference comes into the sample next, not of each whether it does. One thread.
final class LocationSampler implements RefSink {
  private static final int SHORT_SAMPLE_BYTES = 8;

  /// What locations must take before a dictionary of usual length is worth its own bytes and the
  /// milliseconds of its training: the whole file is compressed, too.
  private static final long LEAST_LOCATION_BYTES = 1 << 12;

  private final LocationCompression rules;
  private final RandomGenerator random;
  private final int maxSamples;
  private final List<byte[]> samples = new ArrayList<>();
  private long refs;
  private long virtualRefs;

  /// What the locations take, of which equal ones that follow one another are written once.
  private long locationBytes;

  private MemorySegment last;

  /// The number of the virtual reference that comes into the sample next.
  private long next;

  /// The largest of as many random numbers as there are samples.
  private double largest = 1;

  LocationSampler(LocationCompression rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
    this.maxSamples = Math.max(0, rules.maxSamples());
    this.next = maxSamples == 0 ? Long.MAX_VALUE : 0;
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
    see(1, locationUtf8);
  }

  @Override
  public void virtualChunks(int[] coords, int rank, VirtualSpan span) {
    see(span.count(), span.locationUtf8());
  }

  private void see(long count, MemorySegment locationUtf8) {
    refs += count;
    virtualRefs += count;
    if (last == null || last.mismatch(locationUtf8) >= 0) {
      last = MemorySegment.ofArray(locationUtf8.toArray(ValueLayout.JAVA_BYTE));
      locationBytes += locationUtf8.byteSize();
    }
    while (next < virtualRefs) {
      byte[] sample = locationUtf8.toArray(ValueLayout.JAVA_BYTE);
      if (samples.size() < maxSamples) {
        samples.add(sample);
        next++;
        if (samples.size() == maxSamples) {
          leap();
        }
      } else {
        samples.set((int) (uniform() * maxSamples), sample);
        next++;
        leap();
      }
    }
  }

  /// Passes over those that do not come into a full sample.
  private void leap() {
    largest *= Math.exp(Math.log(uniform()) / maxSamples);
    double passed = Math.floor(Math.log(uniform()) / Math.log1p(-largest));
    next = passed < Long.MAX_VALUE - next ? next + (long) passed : Long.MAX_VALUE;
  }

  /// A number between 0 and 1, both excluded.
  private double uniform() {
    return random.nextDouble() + 0x1p-54;
  }

  /// A dictionary, where the rules ask for one and the sample gives one.
  Optional<ZstdDictionaryWriter> train() {
    if (refs < rules.minRefs() || virtualRefs < rules.minRefs()) {
      return Optional.empty();
    }
    if (locationBytes < Math.min(LEAST_LOCATION_BYTES, 2L * rules.maxDictionaryBytes())) {
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
