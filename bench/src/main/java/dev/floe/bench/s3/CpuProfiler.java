package dev.floe.bench.s3;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// What this process takes of the processors: for each operation, and for each gigabyte where a
/// benchmark has the parameter `lengthBytes`.
public final class CpuProfiler implements InternalProfiler {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long before;

  /// Made by JMH.
  public CpuProfiler() {}

  @Override
  public String getDescription() {
    return "processor time of the process";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = system.getProcessCpuTime();
  }

  @Override
  public List<Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = system.getProcessCpuTime() - before;
    double perOperation = nanos / result.getMetadata().getAllOps();
    Result<?> each =
        new ScalarResult("cpu.each", perOperation / 1000, "us/op", AggregationPolicy.AVG);
    String lengthBytes = benchmark.getParam("lengthBytes");
    return lengthBytes == null
        ? List.of(each)
        : List.of(
            each,
            new ScalarResult(
                "cpu.perGB",
                perOperation / Double.parseDouble(lengthBytes),
                "s/GB",
                AggregationPolicy.AVG));
  }
}
