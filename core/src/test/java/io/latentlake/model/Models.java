package io.latentlake.model;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Small models and images for the tests of this package. */
final class Models {
  /** Kinds, some of them with keys of their own, or another network. */
  static final List<String> KINDS =
      List.of(
          "dense-ae",
          "linear-ae",
          "conv-ae",
          "conv-vae",
          "conv-vae network=residual",
          "conv-vae conv-vae.free-bits=0.5",
          "dense-vae dense-vae.capacity=4",
          "beta-tc-vae network=dense",
          "info-vae network=dense",
          "iw-vae iw-vae.draws=3",
          "conditional-vae conditional-vae.labels=[a,b,c]",
          "restoring-ae",
          "contractive-ae network=dense",
          SparseTestKind.NAME);

  static final ImageShape ODD = new ImageShape(3, 10, 7);

  private Models() {}

  /** Small ones, some of them overridden; a kind may be one of {@link #KINDS}. */
  static ModelOptions options(String kind, String... overrides) {
    Stream<String> small =
        Stream.of("id=m", "latent=3", "channels=[4, 5]", "hidden=[9]", "kind=" + kind)
            .flatMap(key -> Stream.of(key.split(" (?=\\S+=)")));
    return Options.of(
        ModelOptions.class, Stream.concat(small, Stream.of(overrides)).toArray(String[]::new));
  }

  static ModelOptions options(String kind, int kernel, String loss) {
    return options(kind, "kernel=" + kernel, "loss=" + loss);
  }

  /** Sees the difference from the mean image, also where that is not the default. */
  static ModelOptions centred(String kind, String loss) {
    return options(kind, "loss=" + loss, "center=true");
  }

  /** Dark images with a bright square each. */
  static byte[][] images(int count, ImageShape shape, long seed) {
    Random random = new Random(seed);
    byte[][] images = new byte[count][shape.values()];
    for (byte[] image : images) {
      int row = random.nextInt(shape.height() - 2);
      int column = random.nextInt(shape.width() - 2);
      for (int i = 0; i < image.length; i++) {
        int y = i / shape.width() % shape.height() - row;
        int x = i % shape.width() - column;
        boolean bright = y >= 0 && y < 3 && x >= 0 && x < 3;
        image[i] = (byte) (random.nextInt(60) + (bright ? 180 : 0));
      }
    }
    return images;
  }

  static Optional<float[]> meanImage(ModelOptions options, ImageShape shape) {
    float[] mean = new float[shape.values()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 0.1f + 0.3f * i / mean.length;
    }
    return options.centred() ? Optional.of(mean) : Optional.empty();
  }

  static MultiDataSet minibatch(ModelOptions options, ImageShape shape, byte[][] images) {
    String[] ids = IntStream.range(0, images.length).mapToObj(i -> "i" + i).toArray(String[]::new);
    TrainingArrays arrays = new TrainingArrays(options, shape, meanImage(options, shape));
    float[] noise =
        new KeyedNoise(KeyedNoise.Purpose.TRAINING, 5).minibatch(ids, 0, arrays.noiseSize());
    return arrays.minibatch(
        images, labels(options, ids.length), noise, SplittableRandom::new, arrays.weights());
  }

  /** A label that the model knows for each image, if it is told any. */
  static String[] labels(ModelOptions options, int images) {
    List<String> known = options.labels();
    return IntStream.range(0, images)
        .mapToObj(i -> known.isEmpty() ? null : known.get(i % known.size()))
        .toArray(String[]::new);
  }

  /** A network after a few steps, so that no parameter keeps its neutral first value. */
  static ComputationGraph trained(ModelOptions options, ImageShape shape, int steps) {
    ComputationGraph graph = TrainingGraph.build(options, shape, new Adam(0.01), 7);
    MultiDataSet minibatch = minibatch(options, shape, images(16, shape, 1));
    for (int i = 0; i < steps; i++) {
      graph.fit(minibatch);
    }
    return graph;
  }

  static ModelPackage packed(ModelOptions options, ImageShape shape) {
    ComputationGraph graph = trained(options, shape, 20);
    return ModelPackage.of(
        options, shape, meanImage(options, shape), graph, Map.of("seed", "7", "data", "squares"));
  }
}
