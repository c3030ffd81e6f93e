package dev.floe.fuzz.hostile;

import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoReader;
import dev.floe.internal.binary.RepoInfoWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The bodies of the repository's own file.
final class RepoInfoTarget implements Target {
  @Override
  public String name() {
    return "repo-info";
  }

  @Override
  public List<byte[]> seeds() {
    return Specimens.of(SpecVersion.V2).bodies(FileType.REPO_INFO);
  }

  @Override
  public void read(byte[] input) {
    RepoInfo info = RepoInfoReader.read(MemorySegment.ofArray(input).asReadOnly(), "file");
    List<Object> all = all(info);
    info.tableCount();
    info.snapshots()
        .forEach(snapshot -> {
          Checks.same(snapshot, info.snapshot(snapshot.id()).orElseThrow());
          info.parentOf(snapshot.id());
        });
    List<RepoInfo> states = new ArrayList<>(List.of(info));
    if (info.branches().containsKey(RepoInfo.MAIN_BRANCH)) {
      states.add(info.toBuilder().build());
    }
    for (RepoInfo each : states) {
      try (FlatBufferBuilder builder = RepoInfoWriter.builder(each)) {
        RepoInfo again = RepoInfoReader.read(RepoInfoWriter.write(builder, each), "written");
        Checks.same(all, all(again));
      }
    }
    info.config().ifPresent(config -> ConfigBytes.decode(config, "file"));
  }

  private static List<Object> all(RepoInfo info) {
    List<Object> all = new ArrayList<>();
    all.add(info.specVersion());
    all.add(info.branches());
    all.add(info.tags());
    all.add(info.deletedTags());
    all.add(List.copyOf(info.snapshots()));
    all.add(info.status());
    all.add(info.metadata());
    all.add(info.latestUpdates());
    all.add(info.repoBeforeUpdates());
    all.add(info.config().map(bytes -> Arrays.hashCode(bytes.toArray(ValueLayout.JAVA_BYTE))));
    all.add(info.enabledFeatureFlags());
    all.add(info.disabledFeatureFlags());
    return all;
  }
}
