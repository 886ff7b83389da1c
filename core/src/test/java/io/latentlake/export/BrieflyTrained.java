package io.latentlake.export;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.ScoreFitting;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.learning.config.Adam;

/** Models of any size, trained for a few steps, with all that scores learn. */
final class BrieflyTrained {
  private static final int STEPS = 6;

  private BrieflyTrained() {}

  static ModelPackage model(ImageShape shape, String... keys) {
    List<String> all =
        new ArrayList<>(List.of("id=small", "latent=4", "channels=[4, 8]", "hidden=[12]"));
    all.addAll(List.of(keys));
    ModelOptions options = Options.of(ModelOptions.class, all.toArray(String[]::new));
    boolean large = shape.values() > 10_000;
    byte[][] pixels = pixels(shape, large ? 2 : 8);
    Optional<float[]> mean =
        options.centred() ? Optional.of(mean(shape, pixels)) : Optional.empty();
    ComputationGraph graph = TrainingGraph.build(options, shape, new Adam(0.01), 3);
    TrainingArrays arrays = new TrainingArrays(options, shape, mean);
    String[] ids = new String[pixels.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "image " + i;
    }
    for (int step = 0; step < (large ? 1 : STEPS); step++) {
      float[] noise =
          new KeyedNoise(KeyedNoise.Purpose.TRAINING, 1).minibatch(ids, step, arrays.noiseSize());
      graph.fit(
          arrays.minibatch(
              pixels,
              labels(options, pixels.length),
              noise,
              SplittableRandom::new,
              arrays.weights()));
    }
    ModelPackage model =
        ModelPackage.of(
            options,
            shape,
            mean,
            graph,
            Map.of("data_fingerprint", "0123", "option.data.path", "/secret"));
    return withFitted(model, ids, pixels);
  }

  @SuppressWarnings("try") // a memory scope is only opened and closed
  private static ModelPackage withFitted(ModelPackage model, String[] ids, byte[][] pixels) {
    Optional<ScoreFitting> fitting = model.options().score().fitting();
    if (fitting.isEmpty()) {
      return model;
    }
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      inference.given(labels(model.options(), pixels.length));
      ScoreFitting.Tally tally = fitting.get().tally(model.options(), model.shape());
      tally.add(ids, inference.reconstructions(inference.input(pixels)));
      return model.withFitted(Map.of(fitting.get().name(), tally.result()));
    }
  }

  /** A label for each image, if the model is told any; not in the order in which it knows them. */
  static String[] labels(ModelOptions options, int images) {
    String[] labels = new String[images];
    List<String> known = options.labels();
    for (int i = 0; i < images && !known.isEmpty(); i++) {
      labels[i] = known.get((2 * i + 1) % known.size());
    }
    return labels;
  }

  /** Spots on a dark ground, so that black, white and grey pixels are there. */
  static byte[][] pixels(ImageShape shape, int count) {
    byte[][] images = new byte[count][shape.values()];
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      int row = random.nextInt(shape.height());
      int column = random.nextInt(shape.width());
      for (int p = 0; p < images[i].length; p++) {
        int y = p / shape.width() % shape.height() - row;
        int x = p % shape.width() - column;
        int light = 290 - 40 * (x * x + y * y);
        images[i][p] = (byte) Math.max(random.nextInt(30) - 8, Math.min(255, light));
        if (images[i][p] < 0 && light < 128) {
          images[i][p] = 0;
        }
      }
    }
    return images;
  }

  private static float[] mean(ImageShape shape, byte[][] images) {
    float[] mean = new float[shape.values()];
    for (byte[] image : images) {
      for (int p = 0; p < mean.length; p++) {
        mean[p] += (image[p] & 0xff) / 255f / images.length;
      }
    }
    return mean;
  }
}
