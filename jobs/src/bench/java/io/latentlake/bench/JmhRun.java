package io.latentlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One fork of one JMH benchmark.
 *
 * @param metric name of the figure
 * @param type class of the benchmark
 * @param method its method
 * @param parameters its parameters
 * @param settings how long, and in how many threads
 * @param log file for what JMH says
 */
record JmhRun(
    String metric,
    Class<?> type,
    String method,
    Map<String, String> parameters,
    Settings settings,
    Path log)
    implements Measurement {
  /** The counter of {@link ImageCount}. */
  private static final String IMAGES = "images";

  JmhRun {
    parameters = Map.copyOf(parameters);
  }

  @Override
  public Map<String, Double> measure() throws IOException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(type.getName().replace(".", "\\.") + "\\." + method + "$")
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .forks(1)
            .threads(settings.threads())
            .warmupIterations(settings.warmups())
            .warmupTime(TimeValue.milliseconds(settings.iterationMs()))
            .measurementIterations(settings.iterations())
            .measurementTime(TimeValue.milliseconds(settings.iterationMs()))
            .jvmArgs(ChildJvm.options().toArray(String[]::new))
            .shouldFailOnError(true)
            .output(log.toString());
    parameters.forEach(options::param);
    try {
      RunResult result = new Runner(options.build()).runSingle();
      Result<?> images = result.getSecondaryResults().get(IMAGES);
      return Map.of(metric, images.getScore());
    } catch (RunnerException e) {
      throw new IOException(
          type.getSimpleName() + "." + method + " failed: " + Files.readString(log).strip(), e);
    }
  }

  /**
   * How a fork measures.
   *
   * @param threads threads that work side by side, each on arrays and a network of its own
   * @param warmups iterations before the clock counts
   * @param iterations iterations that count
   * @param iterationMs milliseconds of an iteration
   */
  record Settings(int threads, int warmups, int iterations, int iterationMs) {
    static Settings thorough(int threads) {
      return new Settings(threads, 3, 3, 1000);
    }

    static Settings quick(int threads) {
      return new Settings(threads, 2, 1, 1000);
    }
  }
}
