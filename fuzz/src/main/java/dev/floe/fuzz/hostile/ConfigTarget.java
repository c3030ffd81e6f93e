package dev.floe.fuzz.hostile;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonText;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.ConfigYaml;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Configurations in YAML or JSON, as people write them and as format 1 stores them.
final class ConfigTarget implements Target {
  @Override
  public String name() {
    return "config-yaml";
  }

  @Override
  public List<byte[]> seeds() {
    String json =
        """
        {"inline_chunk_threshold_bytes":64,"compression":{"algorithm":"zstd","level":3},
        "caching":{"num_snapshot_nodes":5},"storage":{"concurrency":{"max_concurrent_requests":4}},
        "virtual_chunk_containers":{"s3":{"name":"s3","url_prefix":"s3://b/","store":{"s3":{
        "region":"us-east-1","anonymous":true}}}},"manifest":{"preload":{"max_total_refs":10,
        "preload_if":{"name_matches":{"regex":"^x.*$"}}},"splitting":{"split_sizes":[]}}}
        """;
    List<byte[]> seeds = new ArrayList<>(Specimens.of(SpecVersion.V1).files("config.yaml"));
    seeds.add(json.getBytes(StandardCharsets.UTF_8));
    seeds.add(ConfigYaml.encode(RepositoryConfig.empty()));
    for (String yaml :
        List.of(
            "",
            "inline_chunk_threshold_bytes: 12\n",
            "a: &x [1, 'two', \"three\\n\"]\nb: *x\n",
            "compression:\n  level: 1\n  algorithm: !zstd null\n",
            "manifest: {preload: {preload_if: !or [!true null, !num_refs {from: 0, to: 9}]}}\n",
            "? {x: 1}\n: |\n  text\n  more\n--- \n...\n# comment\n")) {
      seeds.add(yaml.getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    RepositoryConfig config = ConfigYaml.decodeAny(input, "file");
    MemorySegment yaml = MemorySegment.ofArray(ConfigYaml.encode(config));
    Checks.same(config, ConfigYaml.decode(yaml, "yaml"));
    Checks.same(config, ConfigBytes.decode(MemorySegment.ofArray(ConfigBytes.encode(config)), "b"));
    byte[] json = JsonText.compact(config.toJson()).getBytes(StandardCharsets.UTF_8);
    Checks.same(config, ConfigYaml.decodeAny(json, "json"));
  }
}
