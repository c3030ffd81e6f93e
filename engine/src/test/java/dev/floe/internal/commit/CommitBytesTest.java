package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A commit that is left to others as bytes.
class CommitBytesTest {
  private static final String SETTINGS = "{\"manifest\":{}}";
  private static final SnapshotId ID = SnapshotId.random(new Random(3));

  private final TestRepository repository = new TestRepository(1).create();
  private TestSession session;

  @BeforeEach
  void change() {
    session = new TestSession(repository).group("/g").array("/g/a", 4, 4);
    session.set("/g/a", "inline", 1, 2).setNative("/g/a", 9, 3, 3).delete("/g/a", 0, 0);
    session.changes.freeze();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private Committer.Request request(Committer.Kind kind, String message, boolean rewrite) {
    return new Committer.Request(
        kind,
        "feature/ü",
        session.base.id(),
        session.changes,
        message,
        JsonObject.of(Map.of("é", JsonValue.of("x\u0000"), "n", JsonValue.of(-7))),
        true,
        rewrite,
        path -> {},
        Optional.empty());
  }

  private Optional<byte[]> bytes(Committer.Kind kind, String message, boolean rewrite) {
    return CommitBytes.of(ID, request(kind, message, rewrite), SETTINGS);
  }

  @Test
  void comeBackAsTheCommitThatTheyAreOf() {
    CommitBytes commit =
        CommitBytes.read(bytes(Committer.Kind.COMMIT, "mes\nsage ✓", false).orElseThrow());
    Committer.Request request = request(Committer.Kind.COMMIT, "mes\nsage ✓", false);
    assertEquals(ID, commit.id());
    assertEquals(request.branch(), commit.branch());
    assertEquals(request.message(), commit.message());
    assertEquals(request.metadata(), commit.properties());
    assertTrue(commit.allowEmpty());
    assertEquals(SETTINGS, commit.settings());
    assertEquals(session.base.id(), commit.fork().point());
    ForkBytes.Fork written =
        new ForkBytes.Fork(
            commit.fork().specVersion(),
            ForkBytes.UNKNOWN,
            session.base.id(),
            RepositoryConfig.empty(),
            session.changes);
    assertArrayEquals(ForkBytes.write(written, null), ForkBytes.write(commit.fork(), null));
  }

  @Test
  void areOfPlainCommitsThatAreNotLong() {
    assertTrue(bytes(Committer.Kind.AMEND, "m", false).isEmpty());
    assertTrue(bytes(Committer.Kind.DETACHED, "m", false).isEmpty());
    assertTrue(bytes(Committer.Kind.COMMIT, "m", true).isEmpty());
    int most = CommitBytes.MOST_BYTES;
    assertTrue(bytes(Committer.Kind.COMMIT, "m".repeat(most), false).isEmpty());
    assertTrue(bytes(Committer.Kind.COMMIT, "m".repeat(most / 2), false).isPresent());
  }

  @Test
  void anyOtherBytesAreRefused() {
    byte[] right = bytes(Committer.Kind.COMMIT, "message", false).orElseThrow();
    for (int i = 0; i < right.length; i++) {
      byte[] wrong = right.clone();
      wrong[i] ^= 0x21;
      assertThrows(FormatException.class, () -> CommitBytes.read(wrong));
      byte[] cut = Arrays.copyOf(right, i);
      assertThrows(FormatException.class, () -> CommitBytes.read(cut));
    }
    // Sealed anew, they are read to their end before anything is made of them.
    for (int i = 0; i < right.length - 4; i++) {
      ForkOutput out = new ForkOutput();
      byte[] body = Arrays.copyOf(right, right.length - 4);
      body[i] ^= 0x21;
      out.raw(body);
      byte[] sealed = out.sealed(ForkSeal.with(null));
      try {
        CommitBytes.read(sealed);
      } catch (FormatException e) {
        assertTrue(e.getMessage().contains(ForkBytes.OBJECT), e.getMessage());
      }
    }
  }
}
