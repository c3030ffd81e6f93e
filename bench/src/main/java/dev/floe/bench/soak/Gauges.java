package dev.floe.bench.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.floe.Engine;
import dev.floe.bench.ProcessStatus;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.ObjectInfo;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// Looks at what this process and its repositories take. Sizes are in MiB.
final class Gauges {
  static final String HEAP = "heap after collection";
  static final String RSS = "resident memory";
  static final String POOL = "pool";
  static final String DIRECT = "direct buffers";
  static final String FILES = "file descriptors";
  static final String THREADS = "threads";
  static final String SNAPSHOTS = "snapshots";

  /// Without transaction logs: those of expired commits stay, as the format has it, and the
  /// repository file names each.
  static final String OBJECTS = "objects";

  private static final String LOGS = "transactions";
  private static final String REPOSITORY = "repo";
  static final String IN = "objects in ";
  static final String STORED = "stored";

  private static final double MIB = 1 << 20;

  private final Engine engine;
  private final Series series;

  Gauges(Engine engine, Series series) {
    this.engine = engine;
    this.series = series;
  }

  /// What takes no time to find out.
  void look(double minute) {
    series.add("heap", "MiB", minute, heapUsed());
    resident(minute);
    SegmentPool.Statistics memory = engine.memory();
    series.add(POOL, "MiB", minute, memory.committedBytes() / MIB);
    series.add("pool: leased", "MiB", minute, memory.leasedBytes() / MIB);
    series.add("pool: reserved", "MiB", minute, memory.reservedBytes() / MIB);
    series.add(DIRECT, "MiB", minute, direct());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      series.add(FILES, "", minute, system.getOpenFileDescriptorCount());
      series.add("processors", "%", minute, 100 * Math.max(0, system.getCpuLoad()));
      series.add("processors: this process", "%", minute, 100 * system.getProcessCpuLoad());
    }
    series.add(THREADS, "", minute, ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static double heapUsed() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }

  /// What Netty took and what any other direct buffer holds.
  private static double direct() {
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return (buffers + Math.max(0, PlatformDependent.usedDirectMemory())) / MIB;
  }

  private void resident(double minute) {
    ProcessStatus.kib(ProcessStatus.RESIDENT)
        .ifPresent(kib -> series.add(RSS, "MiB", minute, kib / 1024.0));
  }

  /// Collects the heap, and looks at what is left.
  void lookAtHeap(double minute) {
    System.gc();
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      used += left == null ? 0 : left.getUsed();
    }
    series.add(HEAP, "MiB", minute, used / MIB);
  }

  /// Lists a repository's objects.
  void lookAt(Site site, Upkeep upkeep, double minute) {
    long[] found = new long[2];
    Map<String, Integer> folders = new TreeMap<>();
    try (Stream<ObjectInfo> objects = site.storage().list("")) {
      objects.forEach(object -> {
        int end = object.key().indexOf('/');
        String folder = end < 0 ? object.key() : object.key().substring(0, end);
        folders.merge(folder, 1, Integer::sum);
        found[0] += folder.equals(LOGS) ? 0 : 1;
        found[1] += object.sizeBytes();
        if (folder.equals(REPOSITORY)) {
          series.add(site.name() + ": repository file", "KiB", minute, object.sizeBytes() / 1024.0);
        }
      });
    }
    folders.forEach(
        (folder, count) -> series.add(site.name() + ": " + IN + folder, "", minute, count));
    series.add(site.name() + ": " + SNAPSHOTS, "", minute, upkeep.snapshots());
    series.add(site.name() + ": " + OBJECTS, "", minute, found[0]);
    series.add(site.name() + ": " + STORED, "MiB", minute, found[1] / MIB);
  }

  /// What took how long since the last look.
  void lookAt(Map<String, Histogram> latencies, double minute) {
    latencies.forEach((what, histogram) -> {
      if (histogram.getTotalCount() > 0) {
        series.add(what + ": p50", "ms", minute, millis(histogram, 50));
        series.add(what + ": p99", "ms", minute, millis(histogram, 99));
        series.add(what + ": p99.9", "ms", minute, millis(histogram, 99.9));
      }
    });
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
