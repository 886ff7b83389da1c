package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class NativeMemoryTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense-ae",
        "linear-ae",
        "conv-ae",
        "conv-vae",
        "conv-vae network=residual",
        "dense-vae",
        "beta-tc-vae",
        "iw-vae iw-vae.draws=7",
        "vq-vae latent=4",
        "contractive-ae",
        "conv-vae bottleneck=spatial latent=64",
        "restoring-ae"
      })
  void holdsTheNetworkItsGradientItsOptimiserAndAllActivations(String kind) {
    ModelOptions model = Models.options(kind);
    ComputationGraph network = TrainingGraph.build(model, SHAPE, new Adam(1e-3), 7);
    long state = network.getUpdater().getStateViewArray().length();
    NativeMemory memory = NativeMemory.ofTraining(model, SHAPE, network.numParams(), state);

    assertThat(memory.fixedBytes()).isGreaterThan(4 * (2 * network.numParams() + state));
    INDArray[] inputs = Models.minibatch(model, SHAPE, Models.images(2, SHAPE, 1)).getFeatures();
    long values =
        network.feedForward(inputs, true).values().stream().mapToLong(INDArray::length).sum();
    assertThat(2 * memory.bytesPerImage()).isGreaterThan(4 * values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restoring-ae", "conv-vae", "dense-ae"})
  void aTrainedModelIsShownNoMoreImagesThanTakeAGibibyte(String kind) {
    ModelOptions model = Models.options(kind);
    ImageShape large = new ImageShape(3, 512, 512);
    long each = NativeMemory.ofScoring(model, large, 0).bytesPerImage();

    assertThat(model.mostImages(large) * each).isLessThanOrEqualTo(1L << 30);
    assertThat((model.mostImages(large) + 1) * each).isGreaterThan(1L << 30);
    assertThat(model.mostImages(new ImageShape(1, 28, 28))).isGreaterThan(128);
  }

  @Test
  void growsWithMinibatchImageAndNetworkAndFindsTheLargestMinibatch() {
    NativeMemory small = training(SHAPE, "kind=conv-vae", "channels=[8, 16]");
    assertThat(small.bytes(65)).isGreaterThan(small.bytes(64));
    assertThat(
            training(new ImageShape(3, 64, 64), "kind=conv-vae", "channels=[8, 16]")
                .bytesPerImage())
        .isGreaterThan(3 * small.bytesPerImage());
    assertThat(training(SHAPE, "kind=conv-vae", "channels=[16, 32]").bytes(64))
        .isGreaterThan(small.bytes(64));

    assertThat(small.mostImages(small.bytes(64))).isEqualTo(64);
    assertThat(small.mostImages(small.bytes(64) - 1)).isEqualTo(63);
    assertThat(small.mostImages(small.fixedBytes() - 1)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train   | 1 | 28 |  16 | kind=conv-vae",
        "train   | 3 | 64 |  64 | kind=conv-ae channels=[32,64,128]",
        "train   | 3 | 64 |  32 | kind=dense-ae hidden=[512,128]",
        "score   | 3 | 64 | 128 | kind=conv-ae",
        "explain | 3 | 64 |  64 | kind=conv-vae",
        "train   | 3 | 64 |  32 | kind=conv-ae network=residual channels=[16,32,64]",
        "score   | 3 | 64 | 128 | kind=conv-ae network=residual",
        "explain | 3 | 64 |  64 | kind=conv-vae network=residual",
        "train   | 1 | 64 |  32 | kind=restoring-ae",
        "train   | 1 | 28 |  50 | kind=iw-vae network=dense iw-vae.draws=50",
        "score   | 3 | 96 |  64 | kind=restoring-ae",
        "explain | 3 | 64 |  32 | kind=restoring-ae",
        "relevance | 3 | 64 |  64 | kind=conv-vae network=residual",
        "relevance | 3 | 64 |  32 | kind=restoring-ae",
      })
  void isMoreThanAProcessGrowsBy(String use, int channels, int side, int minibatch, String keys)
      throws Exception {
    String[] sections = keys.split(" ");
    ModelOptions model = Options.of(ModelOptions.class, sections);
    ImageShape shape = new ImageShape(channels, side, side);
    NativeMemory memory =
        switch (use) {
          case "train" -> training(shape, sections);
          case "score" -> NativeMemory.ofScoring(model, shape, parameters(model, shape));
          default -> NativeMemory.ofExplaining(model, shape, parameters(model, shape));
        };
    List<String> arguments =
        new ArrayList<>(
            List.of(use, "" + channels, "" + side, "" + side, Integer.toString(minibatch)));
    arguments.addAll(List.of(sections));

    // a process that did not use the network would not grow by its activations
    assertThat(growth(arguments)).isBetween(memory.bytes(minibatch) / 5, memory.bytes(minibatch));
  }

  private static NativeMemory training(ImageShape shape, String... keys) {
    ModelOptions model = Options.of(ModelOptions.class, keys);
    long parameters = parameters(model, shape);
    return NativeMemory.ofTraining(model, shape, parameters, 2 * parameters);
  }

  private static long parameters(ModelOptions model, ImageShape shape) {
    return TrainingGraph.build(model, shape, new Adam(1e-3), 7).numParams();
  }

  private static long growth(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(NativeGrowth.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines.stream()
        .filter(line -> line.startsWith("grew "))
        .mapToLong(line -> Long.parseLong(line.substring(5)))
        .findFirst()
        .orElseThrow();
  }
}
