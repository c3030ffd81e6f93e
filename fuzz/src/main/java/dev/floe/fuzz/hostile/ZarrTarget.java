package dev.floe.fuzz.hostile;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Documents of nodes: the input is a `zarr.json`, and after a first line of another form the rest
/// of it is, below the key that the line is.
final class ZarrTarget implements Target {
  private static final int INPUTS_PER_SESSION = 200;

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);
  private Session session;
  private int inputs;

  @Override
  public String name() {
    return "zarr-json";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            Specimens.GROUP,
            Specimens.ARRAY,
            """
            {"zarr_format":3,"node_type":"array","shape":[7,3],"chunk_grid":{"name":"rectilinear",\
            "configuration":{"kind":"inline","chunk_shapes":[[[2,3],1],[[1,3]]]}}}\
            """,
            """
            {"zarr_format":3,"node_type":"array","shape":[],"chunk_grid":{"name":"regular",\
            "configuration":{"chunk_shape":[]}},"dimension_names":null}\
            """,
            "a/b/zarr.json\n" + Specimens.GROUP,
            "a/b/zarr.json\n" + Specimens.ARRAY,
            "a/c/0/1\nbytes",
            "zarr.json/x\n{}",
            "/a//../é/zarr.json\n" + Specimens.GROUP)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public boolean mayRefuseWith(IcechunkException refusal) {
    return refusal instanceof InvalidInputException || refusal instanceof NotFoundException;
  }

  @Override
  public void read(byte[] input) {
    String key = "zarr.json";
    byte[] document = input;
    int line = indexOf(input, (byte) '\n');
    if (line > 0 && input[0] != '{') {
      key = new String(input, 0, line, StandardCharsets.UTF_8);
      document = Arrays.copyOfRange(input, line + 1, input.length);
    }
    if (session == null || ++inputs % INPUTS_PER_SESSION == 0) {
      session = repository.writableSession("main");
    }
    Store store = session.store();
    store.clear(); // also where there is no root, which deleting a directory needs
    if (!key.endsWith("zarr.json")) {
      Specimens.set(store, "a/zarr.json", Specimens.ARRAY);
    }
    store.set(key, MemorySegment.ofArray(document));
    try (SegmentLease lease = store.get(key).orElseThrow()) {
      byte[] found = lease.segment().toArray(ValueLayout.JAVA_BYTE);
      Checks.require(Arrays.equals(document, found), "other bytes than were set");
    }
    String listed = key.startsWith("/") ? key.substring(1) : key; // one is forgiven
    try (Stream<String> keys = store.list()) {
      Checks.require(keys.anyMatch(listed::equals), "a key that is not listed: " + key);
    }
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() {
    repository.close();
    storage.close();
  }
}
