package io.latentlake.cluster;

import io.latentlake.ml.AutoencoderEstimator;
import java.io.IOException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A program for {@code spark-submit}: prints why nothing is fitted without a folder that executors
 * share, fits a pipeline of ours and MLlib's stages, saves and loads it, and writes what it says of
 * the images.
 */
public final class PipelineProgram {
  /** The id of the model. */
  static final String MODEL = "pipeline-ae";

  private PipelineProgram() {}

  /**
   * Fits, saves, loads and transforms.
   *
   * @param arguments a folder of images, and one for what is written
   * @throws IOException if the pipeline cannot be saved
   */
  public static void main(String[] arguments) throws IOException {
    String out = arguments[1];
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Dataset<Row> images = spark.read().format("binaryFile").load(arguments[0]);
      AutoencoderEstimator autoencoder =
          new AutoencoderEstimator()
              .setKind("conv-ae")
              .setLatent(8)
              .setChannels(8, 16)
              .setHeight(32)
              .setWidth(32)
              .setEpochs(1)
              .setWorkers(2)
              .setOptions("model.id=" + MODEL, "train.minibatch=16");
      try {
        autoencoder.fit(images);
      } catch (IllegalArgumentException e) {
        System.out.println("refused: " + e.getMessage());
      }
      autoencoder.setWorkFolder(out);
      KMeans clusters = new KMeans().setFeaturesCol("embedding").setK(2).setMaxIter(2);
      new Pipeline()
          .setStages(new PipelineStage[] {autoencoder, clusters})
          .fit(images)
          .save(out + "/pipeline");
      PipelineModel.load(out + "/pipeline")
          .transform(images)
          .drop("content", "embedding")
          .write()
          .parquet(out + "/transformed");
    }
  }
}
