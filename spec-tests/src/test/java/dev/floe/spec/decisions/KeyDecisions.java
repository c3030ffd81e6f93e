package dev.floe.spec.decisions;

import static dev.floe.spec.decisions.Checks.GROUP;
import static dev.floe.spec.decisions.Checks.array;
import static dev.floe.spec.decisions.Checks.get;
import static dev.floe.spec.decisions.Checks.names;
import static dev.floe.spec.decisions.Checks.refused;
import static dev.floe.spec.decisions.Checks.set;
import static dev.floe.spec.decisions.Decision.Choice.BETTER;
import static dev.floe.spec.decisions.Decision.Choice.KEPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import java.util.List;
import java.util.Optional;

/// Decisions about keys and listings.
final class KeyDecisions {
  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "the letter c inside a name",
              "\"abc\" is the scalar chunk of /ab, because it splits at the letter",
              BETTER,
              "only a segment that is exactly c begins coordinates; the key is invalid",
              s -> refused(ErrorKind.INVALID_KEY, () -> s.store().exists("abc"))),
          new Decision(
              "coordinates with a sign or leading zeros",
              "+1 and 01 are read as 1",
              BETTER,
              "keys are canonical; anything else is invalid",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "a/c/+1", "x"));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "a/c/01", "x"));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "a/c/4294967296", "x"));
              }),
          new Decision(
              "a leading slash",
              "/a/zarr.json is stored as the node //a, which its listed name does not read",
              BETTER,
              "one leading slash is forgiven and not stored",
              s -> {
                set(s.store(), "/a/zarr.json", GROUP);
                assertEquals(Optional.of(GROUP), get(s.committed(), "a/zarr.json"));
              }),
          new Decision(
              "empty, . and .. segments",
              "d//e and d/./e are stored as they are and found under that spelling alone",
              BETTER,
              "refused when writing; what others stored is read under its spelling",
              s -> {
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "d//e/zarr.json", GROUP));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "d/./e/zarr.json", GROUP));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "../e/zarr.json", GROUP));
              }),
          new Decision(
              "Zarr 2 keys",
              "exists(\".zarray\") is an error",
              BETTER,
              "they are absent; writing one is refused",
              s -> {
                assertFalse(s.store().exists("a/.zarray"));
                assertEquals(Optional.empty(), get(s.store(), ".zmetadata"));
                refused(ErrorKind.UNIMPLEMENTED, () -> set(s.store(), ".zgroup", "{}"));
              }),
          new Decision(
              "keys of no known form",
              "an error",
              KEPT,
              "invalid-key",
              s -> refused(ErrorKind.INVALID_KEY, () -> s.store().get("a/readme.txt"))),
          new Decision(
              "chunk keys of other encodings",
              "a/0.0 is an invalid key whatever the array's chunk_key_encoding says",
              KEPT,
              "chunks are addressed by coordinates; the one key form is <path>/c/<i>/<j>",
              s -> {
                set(
                    s.store(),
                    "a/zarr.json",
                    array(
                        "[4]",
                        "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[1]}}",
                        ",\"chunk_key_encoding\":{\"name\":\"v2\"}"));
                refused(ErrorKind.INVALID_KEY, () -> set(s.store(), "a/0", "x"));
                set(s.store(), "a/c/0", "x");
              }),
          new Decision(
              "the chunk of a node that is not there",
              "a session error, not an absent value",
              BETTER,
              "absent",
              s -> assertEquals(Optional.empty(), get(s.store(), "none/c/0"))),
          new Decision(
              "the chunk of a group",
              "not-an-array",
              KEPT,
              "not-an-array",
              s -> {
                set(s.store(), "g/zarr.json", GROUP);
                refused(ErrorKind.NOT_AN_ARRAY, () -> s.store().get("g/c/0"));
              }),
          new Decision(
              "implicit groups",
              "a node may be written without its parents, which then do not exist",
              KEPT,
              "the same",
              s -> {
                set(s.store(), "p/q/zarr.json", GROUP);
                assertFalse(s.store().exists("p/zarr.json"));
                assertTrue(s.store().isEmpty("p"));
              }),
          new Decision(
              "the directory of a root that is no node",
              "empty, whatever nodes there are",
              BETTER,
              "the nodes in it",
              s -> {
                set(s.store(), "p/zarr.json", GROUP);
                assertEquals(List.of("p"), names(s.store().listDirectory("")));
                assertFalse(s.store().isEmpty(""));
              }),
          new Decision(
              "the order of listings",
              "unspecified: moved nodes, stored nodes, new nodes in hash order",
              BETTER,
              "documents by the bytes of their paths, then chunks by path and coordinates; lazily",
              s -> {
                set(s.store(), "b/zarr.json", array("[20]", "[1]"));
                set(s.store(), "a/zarr.json", GROUP);
                set(s.store(), "b/c/10", "x");
                set(s.store(), "b/c/9", "x");
                List<String> expected = List.of("a/zarr.json", "b/zarr.json", "b/c/9", "b/c/10");
                assertEquals(expected, names(s.store().list()));
                assertEquals(expected, names(s.committed().list()));
              }),
          new Decision(
              "names of an array's directory",
              "zarr.json and c, chunks or not",
              KEPT,
              "the same, without a look at any chunk",
              s -> {
                set(s.store(), "a/zarr.json", array("[4]", "[1]"));
                assertEquals(List.of("zarr.json", "c"), names(s.store().listDirectory("a")));
              }),
          new Decision(
              "a prefix that is no node",
              "list_prefix is an error, list_dir is empty",
              KEPT,
              "bad-key-prefix, and empty",
              s -> {
                set(s.store(), "foo/zarr.json", GROUP);
                refused(ErrorKind.BAD_KEY_PREFIX, () -> s.store().listPrefix("fo"));
                assertEquals(List.of(), names(s.store().listDirectory("fo")));
              }));

  private KeyDecisions() {}
}
