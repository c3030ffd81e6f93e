package dev.floe.fuzz.hostile;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The files of branches in format 1.
final class RefTarget implements Target {
  private static final String KEY = "refs/branch.main/ref.json";

  private final Storage storage = Storage.inMemory();
  private final Repository repository =
      Repository.create(storage, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1));

  @Override
  public String name() {
    return "ref-json";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>(Specimens.of(SpecVersion.V1).files("refs/"));
    for (String text : List.of("{}", "[]", "{\"snapshot\": \"\\u0030\", \"x\": [1e9]}")) {
      seeds.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    storage
        .put(KEY, MemorySegment.ofArray(input), PutOptions.root(new Precondition.None(), Map.of()))
        .join();
    SnapshotId id = repository.lookupBranch("main");
    Checks.same(id, repository.branches().get("main"));
    Checks.same(id, SnapshotId.parse(id.toString()));
  }

  @Override
  public void close() {
    repository.close();
    storage.close();
  }
}
