package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.Kernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What really runs beneath a reference network, seen from outside its process. */
class KernelRouteTest {
  @TempDir Path folder;

  @Test
  void trainingAndScoringRunOnOneDnnAndNowhereOnItsReferenceLoops() throws Exception {
    Map<String, String> verbose = Map.of("DNNL_VERBOSE", "1", "OMP_NUM_THREADS", "1");
    List<String> lines = trace(1, List.of(), verbose);
    // onednn_verbose,exec,cpu,convolution,jit:avx512_common,forward_training,...
    Map<String, Integer> executed = new TreeMap<>();
    TreeSet<String> references = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith("onednn_verbose,exec,")) {
        String[] fields = line.split(",");
        executed.merge(fields[3] + " " + fields[5], 1, Integer::sum);
        if (fields[4].startsWith("ref")) {
          references.add(line);
        }
      }
    }
    assertThat(references).isEmpty();
    // two convolutions, and two transposed ones, whose forward pass is a backward one of oneDNN's;
    // the first convolution needs no gradient by its images. Scoring adds one pass forward.
    assertThat(executed)
        .containsEntry("convolution forward_training", 2 + 2 + 2)
        .containsEntry("convolution backward_data", 2 + 1 + 2)
        .containsEntry("convolution backward_weights", 2 + 2)
        .containsEntry("batch_normalization forward_training", 4)
        .containsEntry("batch_normalization backward", 4)
        .containsEntry("inner_product forward_training", 3 + 3)
        .containsEntry("inner_product backward_data", 3)
        .containsEntry("inner_product backward_weights", 3)
        .containsEntry("eltwise backward_data", 2);
  }

  @Test
  void noSizeOfImagesOrMinibatchesFallsToAReferenceLoop() throws Exception {
    // each differs from the others in as much as it can: pixels, channels, kernel, minibatch
    List<String> cases =
        List.of(
            "conv-vae 1 28 128 3 32,64",
            "conv-ae 3 28 1 4 20,40",
            "conv-vae 3 32 17 5 32,64",
            "conv-ae 1 64 32 3 32,64,128",
            "conv-vae 3 64 17 4 17,48",
            "conv-ae 1 96 1 2 32,64,128",
            "conv-ae 3 128 32 3 32,64,128,256",
            "conv-vae 1 128 1 4 8,16,32",
            "conv-ae 3 200 17 5 16,32,64",
            "conv-ae 1 256 2 4 32,64,128,256",
            "conv-vae 3 256 1 3 16,24,48,96",
            "conv-vae 1 28 17 4 20,40 residual",
            "conv-ae 3 100 2 3 16,32,64 residual",
            "restoring-ae 1 28 1 4 16,32,64",
            "restoring-ae 1 64 32 3 16,32,64,128",
            "restoring-ae 3 100 17 5 17,24,48",
            "restoring-ae 3 256 2 3 16,32,64,128");
    List<String> lines =
        run(
            SizesTrace.class,
            cases,
            List.of(),
            Map.of("DNNL_VERBOSE", "1", "OMP_NUM_THREADS", "1"));
    List<String> references = new ArrayList<>();
    String current = "";
    int done = 0;
    for (String line : lines) {
      if (line.startsWith("case ") || line.startsWith("pass ")) {
        current = line.startsWith("case ") ? line : current.split(" pass ")[0] + " " + line;
        done += line.startsWith("pass ") ? 1 : 0;
      } else if (line.startsWith("onednn_verbose,exec,") && line.split(",")[4].startsWith("ref")) {
        references.add(current + ": " + line);
      }
    }
    assertThat(references).isEmpty();
    assertThat(done).isEqualTo(SizesTrace.PASSES * cases.size());
  }

  @Test
  void bothRoutesLearnAndScoreAlike() throws Exception {
    int steps = 40;
    List<String> quick = trace(steps, List.of(), Map.of());
    List<String> slow = trace(steps, List.of("-D" + Kernels.ROUTE + "=nd4j"), Map.of());
    assertThat(quick).contains("route onednn");
    assertThat(slow).contains("route nd4j");
    List<Double> losses = numbers("loss ", quick);
    assertThat(losses).hasSize(steps);
    assertThat(losses.get(steps - 1)).isLessThan(0.9 * losses.get(0));
    // a last digit grows with every step, by an amount that depends on the processor
    assertClose(losses, numbers("loss ", slow), 1e-3);
    // both score the quick route's model
    assertClose(numbers("score ", quick), numbers("score ", slow), 1e-5);
  }

  private static void assertClose(List<Double> found, List<Double> expected, double relative) {
    assertThat(found).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i))
          .isCloseTo(expected.get(i), within(relative * Math.abs(expected.get(i))));
    }
  }

  private static List<Double> numbers(String prefix, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> Double.parseDouble(line.substring(prefix.length())))
        .toList();
  }

  private List<String> trace(int steps, List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(Integer.toString(steps), folder.resolve("model").toString());
    return run(TrainingTrace.class, arguments, options, environment);
  }

  private static List<String> run(
      Class<?> program,
      List<String> arguments,
      List<String> options,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.addAll(List.of("-Xmx1g", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
