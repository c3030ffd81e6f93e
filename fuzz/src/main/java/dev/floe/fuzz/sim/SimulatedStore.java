package dev.floe.fuzz.sim;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.storage.ObjectInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// An object store and the network before it, or the files of one machine, in simulated time. A
/// request takes effect at one moment between its sending and its answer; requests under way at
/// once take effect in any order. What can go wrong, and where:
///
/// | fault | the store | the caller | where |
/// |---|---|---|---|
/// | `LOST_REQUEST` | never hears of it | gives up in time, tries again | stores |
/// | `LOST_ANSWER` | does it | the same | stores |
/// | `DUPLICATE` | does it twice, seconds apart | hears the first answer or the second | stores |
/// | `LATE_LANDING` | does it up to a minute later | gave up before | stores |
/// | `REORDERED` | does it after what was sent later | waits | stores |
/// | `CONFLICT_409` | does nothing | tries again | S3, conditional writes |
/// | `PRECONDITION_412` | does it | hears that the condition failed | stores, conditional writes |
/// | `THROTTLED_429` | does nothing | tries again | GCS, writes |
/// | `UNAVAILABLE_503` | does nothing | tries again | stores |
/// | `SLOW_BODY` | sends half of a body, seconds later the rest | waits | stores, reads |
/// | `CUT_BODY` | sends half of a body | tries again, from the start | stores, reads |
/// | `STALE_LISTING` | lists what was there up to five seconds ago | hears that | some stores |
/// | `CRASH_BEFORE` | never hears of it | dies | all |
/// | `CRASH_SENT` | does it some time later | died before | all, writes |
/// | `CRASH_AFTER` | does it | dies before the answer | all, writes |
/// | `TORN_FILE` | has half of the file, under a name that is not listed | all die | files |
/// | `LOST_RENAME` | does it and forgets it, or not | all die | files, writes |
///
/// Beyond that every request has a latency of its own, now and then a hundred times the usual one;
/// listings come in pages between which others write; a caller tries again as often as the seed
/// says; every second store has turns at the repository file, which fail too; and a writer may be
/// stopped and started again at any time. Where the power is cut, what was not yet on the disk is
/// gone from some step on, in each directory for itself.
final class SimulatedStore {
  /// When a caller gives a request up.
  static final long TIME_OUT_NANOS = 10_000_000_000L;

  /// A store that is wrong in itself, which the checks must find out.
  enum Defect {
    /// None.
    NONE,
    /// The condition of a write is checked some time before the write.
    COMPARE_THEN_SET,
    /// Files are answered before they are on the disk.
    NO_FSYNC,
    /// The repository file is now and then read as it was up to two seconds ago.
    STALE_LOADS
  }

  private static final long STALE_NANOS = 5_000_000_000L;
  private static final long STALE_LOAD_NANOS = 2_000_000_000L;
  private static final int STALE_ONE_IN = 4;

  private final Scheduler scheduler;
  private final Profile profile;
  private final Objects objects;
  private final Weather weather;
  private final RandomGenerator chance;
  private final int mostAttempts;
  private final int pageLength;
  private final Defect defect;
  private final Optional<SimulatedTurns> turns;
  private Runnable powerCut = () -> {};
  private java.util.function.Consumer<SimulatedProcess> crash = process -> {};
  private long requests;

  SimulatedStore(Scheduler scheduler, Plan.Store plan, Weather weather, RandomGenerator chance) {
    this.scheduler = scheduler;
    this.profile = plan.profile();
    this.objects = new Objects(profile);
    this.weather = weather;
    this.chance = chance;
    this.defect = plan.defect();
    this.mostAttempts = profile.isLocal() ? 1 : 1 + chance.nextInt(4);
    this.pageLength = 2 + chance.nextInt(40);
    this.turns =
        chance.nextBoolean()
            ? Optional.of(new SimulatedTurns(scheduler, objects, chance))
            : Optional.empty();
  }

  /// Who is told when the power is cut, and when a process dies.
  void onDeath(Runnable allDie, java.util.function.Consumer<SimulatedProcess> oneDies) {
    powerCut = allDie;
    crash = oneDies;
  }

  Profile profile() {
    return profile;
  }

  /// Turns, in every second store.
  Optional<SimulatedTurns> turns() {
    return turns;
  }

  Objects objects() {
    return objects;
  }

  Weather weather() {
    return weather;
  }

  Defect defect() {
    return defect;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  RandomGenerator chance() {
    return chance;
  }

  int mostAttempts() {
    return mostAttempts;
  }

  long requests() {
    return requests;
  }

  void counted() {
    requests++;
  }

  /// The store's own clock.
  Instant now() {
    return SimulatedProcess.EPOCH.plusNanos(scheduler.nowNanos());
  }

  /// Whether a failure is one of those above, as the caller hears of it, and not one that says that
  /// something is missing or wrong.
  static boolean isFault(IcechunkException e) {
    return e instanceof StorageException && e.kind() == ErrorKind.OBJECT_STORE;
  }

  /// How long a message is under way.
  long latencyNanos() {
    long usual = 1_000_000 + chance.nextLong(profile.isLocal() ? 2_000_000 : 20_000_000);
    return chance.nextInt(100) == 0 ? usual * 100 : usual;
  }

  /// The object of a key, as a reader gets it.
  StoredObject read(String key) {
    boolean stale =
        defect == Defect.STALE_LOADS && key.equals("repo") && chance.nextInt(STALE_ONE_IN) == 0;
    return stale
        ? objects.repositoryAt(now().minusNanos(upToNanos(STALE_LOAD_NANOS)))
        : objects.find(key);
  }

  /// How long something else takes.
  long upToNanos(long most) {
    return chance.nextLong(most);
  }

  void crash(SimulatedProcess process) {
    crash.accept(process);
  }

  void cutPower() {
    objects.cutPower(chance);
    powerCut.run();
  }

  List<ObjectInfo> page(String prefix, String after, boolean stale) {
    Instant asOf = stale ? now().minusNanos(upToNanos(STALE_NANOS)) : null;
    return objects.page(prefix, after, pageLength, asOf);
  }
}
