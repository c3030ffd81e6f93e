package dev.floe.bench.s3;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a client did in a while.
///
/// @param readsPerSecond from the first begun to the last landed
/// @param cpuSecondsPerGb of this process
/// @param serverCpuSecondsPerGb of the server
/// @param bytesPerRead allocated on the heap, by all threads
record Figures(
    double readsPerSecond,
    double cpuSecondsPerGb,
    double serverCpuSecondsPerGb,
    double bytesPerRead) {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  static Figures of(MeasuredServer server, RangeClient client, Load load) throws Exception {
    long server0 = server.cpu().toNanos();
    long heap0 = THREADS.getTotalThreadAllocatedBytes();
    long cpu0 = SYSTEM.getProcessCpuTime();
    long time0 = System.nanoTime();
    client.run(load);
    long nanos = System.nanoTime() - time0;
    long cpu = SYSTEM.getProcessCpuTime() - cpu0;
    long heap = THREADS.getTotalThreadAllocatedBytes() - heap0;
    long serverCpu = server.cpu().toNanos() - server0;
    double bytes = (double) load.reads() * load.lengthBytes();
    return new Figures(
        load.reads() * 1e9 / nanos, cpu / bytes, serverCpu / bytes, (double) heap / load.reads());
  }

  /// Each figure's median.
  static Figures median(List<Figures> some) {
    return new Figures(
        median(some, Figures::readsPerSecond),
        median(some, Figures::cpuSecondsPerGb),
        median(some, Figures::serverCpuSecondsPerGb),
        median(some, Figures::bytesPerRead));
  }

  private static double median(List<Figures> some, ToDoubleFunction<Figures> figure) {
    double[] sorted = some.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
