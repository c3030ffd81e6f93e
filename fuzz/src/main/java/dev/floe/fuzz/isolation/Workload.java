package dev.floe.fuzz.isolation;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.SessionOptions;
import dev.floe.Version;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.BasicConflictSolver.VersionSelection;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.error.IcechunkException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Random transactions over a small tree, so that they meet: each reads some of it and then appends
/// to lists, overwrites registers, deletes chunks, makes and deletes nodes, or moves one.
///
/// ```
/// a, b   arrays        g        a group
/// z      a or nothing  g/c      an array
///                      g/h      a group, sometimes
/// ```
public final class Workload {
  /// The branch that everything happens on.
  public static final String BRANCH = "main";

  private static final List<String> ARRAYS = List.of("a", "b", "g/c", "z");
  private static final List<String> GROUPS = List.of("g", "g/h");

  /// Fewer than there are, for more conflicts.
  private static final int CHUNKS = 3;

  private final Repository repository;
  private final LongSupplier nanoClock;

  /// Transactions on a repository.
  ///
  /// @param nanoClock one for all that happens to the branch
  public Workload(Repository repository, LongSupplier nanoClock) {
    this.repository = repository;
    this.nanoClock = nanoClock;
  }

  /// Makes the tree, before all others.
  public Transaction setUp() {
    RecordedSession session = open("setup", Level.STRICT_SERIALIZABLE, editing());
    session.overwrite("zarr.json", false);
    session.overwrite("g/zarr.json", false);
    for (String array : ARRAYS.subList(0, 3)) {
      session.overwrite(array + "/zarr.json", true);
      for (int i = 0; i < CHUNKS - 1; i++) {
        session.overwrite(array + "/c/" + i, true);
      }
    }
    return session.commit(CommitOptions.STANDARD);
  }

  /// Reads all there is, after all others.
  public Transaction readAll(String name) {
    RecordedSession session = open(name, Level.STRICT_SERIALIZABLE, reading());
    boolean done = true;
    done &= worked(session, () -> session.listKeys(""));
    done &= worked(session, () -> session.listNodes(""));
    for (String array : ARRAYS) {
      done &= worked(session, () -> session.read(array + "/zarr.json"));
      for (int i = 0; i < CHUNKS; i++) {
        String chunk = array + "/c/" + i;
        done &= worked(session, () -> session.read(chunk));
      }
    }
    for (String group : GROUPS) {
      done &= worked(session, () -> session.read(group + "/zarr.json"));
    }
    return done ? session.done() : session.abandon();
  }

  /// Begins a random transaction, up to and without its commit.
  ///
  /// @param name unlike all others
  /// @param level what it is to be promised
  /// @param random decides what it does
  /// @throws IcechunkException if its session cannot be opened
  public Attempt begin(String name, Level level, Random random) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      RecordedSession session = open(name, Level.STRICT_SERIALIZABLE, reading());
      boolean done = worked(session, () -> readSome(session, random, 3 + random.nextInt(4)));
      return new Attempt(session, Optional.empty(), done);
    }
    if (kind == 1) {
      RecordedSession session =
          open(name, Level.STRICT_SERIALIZABLE, () -> repository.rearrangeSession(BRANCH));
      boolean[] moved = new boolean[1];
      boolean done = worked(session, () -> moved[0] = move(session, random));
      return new Attempt(session, Optional.of(CommitOptions.STANDARD).filter(_ -> moved[0]), done);
    }
    RecordedSession session =
        open(name, level, level == Level.SERIALIZABLE ? recording() : editing());
    boolean done =
        worked(
            session,
            () -> {
              readSome(session, random, 1 + random.nextInt(3));
              int count = 1 + random.nextInt(3);
              for (int i = 0; i < count; i++) {
                writeSome(session, random);
              }
            });
    return new Attempt(session, Optional.of(options(level, random)), done);
  }

  private static boolean worked(RecordedSession session, Runnable work) {
    try {
      work.run();
      return true;
    } catch (IcechunkException e) {
      session.failed(e);
      return false;
    }
  }

  /// A transaction before its commit.
  ///
  /// @param session what it did
  /// @param options how it commits; empty if there is nothing to commit
  /// @param worked whether all it wanted to do before was done
  public record Attempt(RecordedSession session, Optional<CommitOptions> options, boolean worked) {
    /// Brings it to its end; one that did not work is given up.
    public Transaction end() {
      if (!worked) {
        return session.abandon();
      }
      return options.map(session::commit).orElseGet(session::done);
    }

    /// The same with other options, if it commits.
    public Attempt committing(UnaryOperator<CommitOptions> other) {
      return new Attempt(session, options.map(other), worked);
    }
  }

  private RecordedSession open(String name, Level level, Supplier<Session> opening) {
    return new RecordedSession(name, level, nanoClock, opening);
  }

  private Supplier<Session> reading() {
    return () -> repository.readonlySession(Version.branch(BRANCH));
  }

  private Supplier<Session> editing() {
    return () -> repository.writableSession(BRANCH);
  }

  private Supplier<Session> recording() {
    return () -> repository.writableSession(BRANCH, SessionOptions.recordingReads());
  }

  private static CommitOptions options(Level level, Random random) {
    ConflictSolver strict =
        random.nextBoolean()
            ? new ConflictDetector()
            : new BasicConflictSolver(VersionSelection.FAIL, true, true);
    return switch (level) {
      case STRICT_SERIALIZABLE -> CommitOptions.STANDARD;
      case SERIALIZABLE, SNAPSHOT_ISOLATION -> CommitOptions.rebaseWith(strict);
      case LOSSY -> CommitOptions.rebaseWith(new BasicConflictSolver());
    };
  }

  private static void readSome(RecordedSession session, Random random, int count) {
    for (int i = 0; i < count; i++) {
      String array = ARRAYS.get(random.nextInt(ARRAYS.size()));
      switch (random.nextInt(8)) {
        case 0 -> session.listNodes("");
        case 1 -> {
          if (!session.read(array + "/zarr.json").isEmpty()) {
            session.listKeys(array);
          }
        }
        case 2 -> session.read(GROUPS.get(random.nextInt(GROUPS.size())) + "/zarr.json");
        case 3 -> session.read(array + "/zarr.json");
        default -> session.read(chunk(array, random));
      }
    }
  }

  private static String chunk(String array, Random random) {
    return array + "/c/" + random.nextInt(CHUNKS);
  }

  private static void writeSome(RecordedSession session, Random random) {
    String array = ARRAYS.get(random.nextInt(ARRAYS.size() - 1));
    String group = GROUPS.get(random.nextInt(GROUPS.size()));
    int kind = random.nextInt(16);
    if (kind < 2) {
      session.append((kind == 0 ? array : group) + "/zarr.json", kind == 0);
    } else if (kind == 2) {
      if (!session.read("g/h/zarr.json").isEmpty()) {
        session.deleteTree("g/h");
      }
    } else if (session.read(array + "/zarr.json").isEmpty()) {
      session.overwrite(array + "/zarr.json", true);
    } else {
      switch (kind) {
        case 3 -> session.deleteTree(array);
        case 4 -> session.delete(chunk(array, random));
        case 5 -> session.overwrite(chunk(array, random), true);
        default -> session.append(chunk(array, random), true);
      }
    }
  }

  private static boolean move(RecordedSession session, Random random) {
    boolean there = session.read("z/zarr.json").isEmpty();
    String from = there ? "a" : "z";
    String to = there ? "z" : "a";
    if (session.read(from + "/zarr.json").isEmpty() || !session.read(to + "/zarr.json").isEmpty()) {
      return false;
    }
    if (random.nextBoolean()) {
      session.read(chunk(from, random));
    }
    session.move(from, to);
    return true;
  }
}
