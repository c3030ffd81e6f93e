package dev.floe.fuzz.sim;

import dev.floe.internal.asset.AssetManager;
import dev.floe.storage.TurnRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What is asked of those who have a turn at the repository file of a simulated store, and what can
/// go wrong with it: some cannot be left, some are not found, and that one has ended is heard of
/// late, or never, though it was done. Those of a process that died are nobody's.
final class SimulatedRequests {
  private static final int FAULT_ONE_IN = 20;
  private static final long LATE_NANOS = 5_000_000_000L;
  private static final long USUAL_NANOS = 2_000_000L;

  private final Scheduler scheduler;
  private final RandomGenerator chance;
  private final Objects objects;
  private final List<Left> left = new ArrayList<>();

  SimulatedRequests(Scheduler scheduler, Objects objects, RandomGenerator chance) {
    this.objects = objects;
    this.scheduler = scheduler;
    this.chance = chance;
  }

  /// As a process sees them.
  TurnRequests of(SimulatedProcess process) {
    return new TurnRequests() {
      @Override
      public Optional<Request> leave(String key, Object owner, byte[] bytes, Runnable ended) {
        if (fails()) {
          return Optional.empty();
        }
        Left request = new Left(process, owner, bytes.clone(), ended);
        left.add(request);
        return Optional.of(request);
      }

      @Override
      public List<Taken> take(String key, Object owner, int most) {
        left.removeIf(request -> request.process.isDead());
        List<Taken> taken = new ArrayList<>();
        for (Left request : List.copyOf(left)) {
          if (request.owner != owner && taken.size() < most && !fails()) {
            request.taken = true;
            left.remove(request);
            taken.add(request);
          }
        }
        return taken;
      }
    };
  }

  private boolean fails() {
    return chance.nextInt(FAULT_ONE_IN) == 0;
  }

  private final class Left implements TurnRequests.Request, TurnRequests.Taken {
    private final SimulatedProcess process;
    private final Object owner;
    private final byte[] bytes;
    private final Runnable ended;
    private boolean taken;
    private boolean takenBack;
    private boolean hasEnded;

    Left(SimulatedProcess process, Object owner, byte[] bytes, Runnable ended) {
      this.process = process;
      this.owner = owner;
      this.bytes = bytes;
      this.ended = ended;
    }

    @Override
    public boolean hasEnded() {
      return hasEnded;
    }

    @Override
    public boolean takeBack() {
      left.remove(this);
      takenBack = true;
      return !taken;
    }

    @Override
    public void confirm() {
      objects.synced(AssetManager.REPO_KEY);
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean isValid() {
      return !takenBack && !hasEnded;
    }

    @Override
    public void end() {
      if (isValid() && !fails()) {
        long after = fails() ? LATE_NANOS : chance.nextLong(USUAL_NANOS);
        scheduler.after(after, this::heard);
      }
    }

    private void heard() {
      if (isValid() && !process.isDead()) {
        hasEnded = true;
        ended.run();
      }
    }
  }
}
