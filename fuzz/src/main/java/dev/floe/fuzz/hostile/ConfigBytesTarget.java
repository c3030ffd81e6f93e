package dev.floe.fuzz.hostile;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.FormatException;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.ConfigYaml;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Configurations as format 2 stores them.
final class ConfigBytesTarget implements Target {
  @Override
  public String name() {
    return "config-bytes";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] text : new ConfigTarget().seeds()) {
      RepositoryConfig config;
      try {
        config = ConfigYaml.decodeAny(text, "seed");
      } catch (FormatException _) {
        continue; // one of the seeds that are to be refused
      }
      seeds.add(ConfigBytes.encode(config));
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    RepositoryConfig config = ConfigBytes.decode(MemorySegment.ofArray(input), "file");
    Checks.same(config, ConfigBytes.decode(MemorySegment.ofArray(ConfigBytes.encode(config)), "b"));
  }
}
