package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.evaluate.EvaluateOptions.PcaBaseline;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.PictureScore;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * What simpler models make of the same images: the mean training image, and a PCA of as many
 * components as the model has latent units.
 *
 * @param wanted whether there is a PCA
 * @param model the model beside which they stand
 * @param progress shows what is left out, and why
 */
record Baselines(PcaBaseline wanted, Optional<ModelPackage> model, Progress progress) {
  private static final String ERROR = "error";
  private static final String SQUARED_ERROR = "squared_error";
  private static final String PCA_ERROR = "pca_squared_error_sum";

  /** Hashes are spread over so many parts, of which a sample takes the first. */
  private static final long PARTS = 1_000_000;

  /**
   * Measures.
   *
   * @param images rows of {@link ImagesTable}
   * @param truth the same with what is known of them
   * @param scored ids of the images that the model is measured on
   * @param splits splits with anomalies
   * @return the metrics
   */
  List<Metric> metrics(
      Dataset<Row> images, Dataset<Row> truth, Dataset<Row> scored, List<String> splits) {
    List<Metric> metrics = new ArrayList<>();
    if (splits.isEmpty() && wanted != PcaBaseline.TRUE) {
      return metrics;
    }
    Optional<MeanImage> mean = MeanImage.of(images, ImagesTable.TRAIN);
    if (mean.isEmpty()) {
      progress.say(
          "evaluate: no baselines, because they are computed from split train, which is empty");
      return metrics;
    }
    Dataset<Row> comparable = truth.join(scored, ImagesTable.IMAGE_ID);
    metrics.addAll(ranked("mean_image_baseline", comparable, mean.get()::squaredErrorSum, splits));
    double share = share(mean.get());
    if (share > 0) {
      ModelPackage beside = model.orElseThrow();
      int count = beside.options().latent();
      PrincipalComponents pca =
          PrincipalComponents.of(sample(images, share), ImagesTable.TRAIN, mean.get(), count);
      metrics.addAll(
          besidePca(pca, comparable, images.join(scored, ImagesTable.IMAGE_ID), beside, splits));
      if (beside.options().family().linear() && share == 1) {
        metrics.add(angleToPca(pca, beside));
      }
    }
    return metrics;
  }

  /** The share of the training images that a PCA is found from; 0 if there is none. */
  private double share(MeanImage mean) {
    if (wanted != PcaBaseline.AUTO || model.isEmpty()) {
      return wanted == PcaBaseline.TRUE ? 1 : 0;
    }
    int count = model.get().options().latent();
    double share = PrincipalComponents.quickShare(mean, count);
    if (share < 1) {
      progress.say(
          "evaluate: "
              + (share == 0
                  ? "no PCA beside the model"
                  : "the PCA beside the model is found from about "
                      + Math.round(share * mean.images())
                      + " of the training images")
              + ", because "
              + mean.images()
              + " images of "
              + mean.mean().length
              + " values and "
              + count
              + (PrincipalComponents.fit(mean.mean().length, count)
                  ? " components would take long; evaluate.pca-baseline: true takes the time"
                  : " components would take too much memory"));
    }
    return share;
  }

  /** A share of the images that depends on their ids alone. */
  private static Dataset<Row> sample(Dataset<Row> images, double share) {
    return share == 1
        ? images
        : images.filter(pmod(xxhash64(col(ImagesTable.IMAGE_ID)), lit(PARTS)).lt(share * PARTS));
  }

  private static List<Metric> besidePca(
      PrincipalComponents pca,
      Dataset<Row> comparable,
      Dataset<Row> all,
      ModelPackage beside,
      List<String> splits) {
    // megabytes, which would otherwise go out with every task
    Broadcast<PrincipalComponents> shared =
        JavaSparkContext.fromSparkContext(all.sparkSession().sparkContext()).broadcast(pca);
    try {
      UDF1<byte[], Double> error = pixels -> shared.value().squaredErrorSum(pixels);
      List<Metric> metrics = new ArrayList<>(ranked("pca_baseline", comparable, error, splits));
      ModelOptions network = beside.options();
      if (network.score() instanceof PictureScore score && !score.name().equals(SQUARED_ERROR)) {
        ImageShape shape = beside.shape();
        UDF1<byte[], Double> own =
            pixels ->
                score.of(shape, PixelRows.values(pixels), shared.value().reconstruction(pixels));
        metrics.addAll(ranked("pca_baseline_" + score.name(), comparable, own, splits));
      }
      metrics.addAll(
          SplitMeans.of(
              withError(all, PCA_ERROR, error),
              List.of(new SplitMeans.Figure(PCA_ERROR, SplitMeans.SQUARED_ERROR, Better.LOW))));
      return metrics;
    } finally {
      shared.destroy();
    }
  }

  private static List<Metric> ranked(
      String name, Dataset<Row> truth, UDF1<byte[], Double> error, List<String> splits) {
    Dataset<Row> judged = withError(truth, ERROR, error);
    List<Metric> metrics = new ArrayList<>();
    for (String split : splits) {
      for (Ranking ranking : Ranking.of(judged, split, col(ERROR))) {
        metrics.add(ranking.aurocMetric("auroc_" + name, split));
        metrics.add(ranking.averagePrecisionMetric("average_precision_" + name, split));
      }
    }
    return metrics;
  }

  private static Dataset<Row> withError(
      Dataset<Row> images, String column, UDF1<byte[], Double> error) {
    return images.withColumn(
        column, udf(error, DataTypes.DoubleType).apply(col(ImagesTable.PIXELS)));
  }

  private static Metric angleToPca(PrincipalComponents pca, ModelPackage beside) {
    return new Metric(
        "largest_principal_angle_to_pca",
        PrincipalAngle.largestDegrees(pca.components(), PrincipalAngle.decoderDirections(beside)),
        "degrees",
        ImagesTable.TRAIN,
        Ranking.ALL_KINDS,
        Better.LOW);
  }
}
