package io.latentlake.infer;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/** Small images of bright bars, and small models that were trained on them for a moment. */
public final class TinyModels {
  /** Shape of the images. */
  public static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  private static final int STEPS = 30;
  private static final int MINIBATCH = 16;
  private static final int LATENT = 4;

  private TinyModels() {}

  /**
   * A model that was trained for a few steps, so that its normalisation and its weights are no
   * longer those it was born with.
   *
   * @param kind kind of the model, which is also its id
   * @param overrides of the model's options
   * @return the package, without a threshold
   */
  public static ModelPackage trained(String kind, String... overrides) {
    ModelOptions options = options(kind, overrides);
    ComputationGraph graph = TrainingGraph.build(options, SHAPE, new Adam(0.01), 3);
    Optional<float[]> mean =
        options.centred() ? Optional.of(mean(pixels(MINIBATCH))) : Optional.empty();
    TrainingArrays arrays = new TrainingArrays(options, SHAPE, mean);
    String[] ids = ids(MINIBATCH);
    for (int step = 0; step < STEPS; step++) {
      float[] noise =
          new KeyedNoise(KeyedNoise.Purpose.TRAINING, 1).minibatch(ids, step, arrays.noiseSize());
      graph.fit(
          arrays.minibatch(pixels(MINIBATCH), noise, SplittableRandom::new, arrays.weights()));
    }
    return ModelPackage.of(options, SHAPE, mean, graph, Map.of());
  }

  /**
   * A model that was never trained.
   *
   * @param kind kind of the model, which is also its id
   * @return the package, without a threshold
   */
  public static ModelPackage untrained(String kind) {
    ModelOptions options = options(kind);
    ComputationGraph graph = TrainingGraph.build(options, SHAPE, new Adam(0.01), 3);
    return ModelPackage.of(options, SHAPE, Optional.empty(), graph, Map.of());
  }

  private static ModelOptions options(String kind, String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("id=" + kind);
    all.add("kind=" + kind);
    all.add("latent=" + LATENT);
    all.add("channels=[4, 8]");
    all.add("hidden=[12]");
    all.addAll(List.of(overrides));
    return Options.of(ModelOptions.class, all.toArray(String[]::new));
  }

  /**
   * Images, each with a bar at a place and of a brightness of its own.
   *
   * @param count how many
   * @return channel-major unsigned bytes
   */
  public static byte[][] pixels(int count) {
    byte[][] images = new byte[count][SHAPE.values()];
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      int column = random.nextInt(SHAPE.width());
      int brightness = 100 + random.nextInt(156);
      for (int p = 0; p < images[i].length; p++) {
        boolean bar = p % SHAPE.width() == column;
        images[i][p] = (byte) (bar ? brightness : random.nextInt(30));
      }
    }
    return images;
  }

  /**
   * Ids of the images.
   *
   * @param count how many
   * @return {@code bar/0.png} and on
   */
  public static String[] ids(int count) {
    String[] ids = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = "bar/" + i + ".png";
    }
    return ids;
  }

  /**
   * The images as a table.
   *
   * @param spark where
   * @param count how many
   * @return rows of the images table; every third has no label
   */
  public static Dataset<Row> images(SparkSession spark, int count) {
    byte[][] pixels = pixels(count);
    String[] ids = ids(count);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          RowFactory.create(
              ids[i],
              "file:/bars/" + ids[i],
              i % 2 == 0 ? "train" : "test",
              i % 3 == 0 ? null : "bar",
              SHAPE.height(),
              SHAPE.width(),
              SHAPE.channels(),
              pixels[i],
              null,
              null,
              100L,
              null,
              8,
              (long) i,
              null));
    }
    return spark.createDataFrame(rows, ImagesTable.SCHEMA);
  }

  private static float[] mean(byte[][] images) {
    float[] mean = new float[SHAPE.values()];
    for (byte[] image : images) {
      for (int p = 0; p < mean.length; p++) {
        mean[p] += (image[p] & 0xff) / 255f / images.length;
      }
    }
    return mean;
  }
}
