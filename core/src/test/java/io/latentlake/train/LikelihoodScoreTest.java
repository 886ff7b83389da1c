package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.ScoreComparison;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An anomaly score that draws latents, from training to the threshold. */
class LikelihoodScoreTest {
  private static final AnomalyScore SCORE =
      AnomalyScore.named("negative_log_likelihood").orElseThrow();

  @TempDir static Path folder;
  private static SparkSession spark;
  private static String output;

  @BeforeAll
  static void writeImages() {
    spark = LocalSpark.session();
    output = ImagesFixture.write(folder, 400, 60);
  }

  @Test
  void thresholdIsOfEachImagesOwnDraws() {
    String[] asked = {"anomaly-score=negative_log_likelihood", "likelihood-samples=3"};
    ModelPackage three = train("own", List.of(asked), "epochs=1").model();
    Threshold threshold = three.threshold().orElseThrow();
    assertThat(threshold.score()).isEqualTo("negative_log_likelihood");
    double[] one = oneAtATime(three);
    double[] sorted = threshold.quantiles().stream().mapToDouble(x -> x).toArray();
    assertThat(sorted).containsExactly(one, within(1e-4));

    // more draws need no training, and come closer to the likelihood from above
    TrainResult again =
        train(
            "own",
            List.of("anomaly-score=negative_log_likelihood", "likelihood-samples=300"),
            "epochs=1",
            "resume=true");
    assertThat(again.cost().rounds()).isZero();
    assertThat(again.model().options().likelihoodSamples()).isEqualTo(300);
    assertThat(mean(again.model())).isLessThan(mean(three));
  }

  @Test
  void whatDrawsManyLatentsIsNotComparedUnasked() {
    ScoreComparison unasked = train("unasked", List.of(), "epochs=9").model().comparison().get();
    assertThat(unasked.chosen()).isFalse();
    assertThat(unasked.auroc())
        .containsKeys("negative_elbo_nats", "squared_error")
        .doesNotContainKey("negative_log_likelihood");
    List<String> one = List.of("anomaly-score=negative_log_likelihood", "likelihood-samples=1");
    // two passes an image leave fewer than 50 images
    assertThat(train("one", one, "epochs=9").model().comparison()).isEmpty();
  }

  private static double mean(ModelPackage model) {
    return model.threshold().orElseThrow().quantiles().stream()
        .mapToDouble(x -> x)
        .average()
        .orElseThrow();
  }

  private static double[] oneAtATime(ModelPackage trained) {
    List<Row> images =
        new TableStore(spark, output)
            .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA)
            .where("split = 'validation'")
            .collectAsList();
    try (InferenceModel model = trained.inferenceModel()) {
      return images.stream()
          .mapToDouble(
              row -> {
                String[] id = {row.getAs(ImagesTable.IMAGE_ID)};
                byte[][] pixels = {row.getAs(ImagesTable.PIXELS)};
                return SCORE.perImage(model.reconstructions(id, model.input(pixels)))[0];
              })
          .sorted()
          .toArray();
    }
  }

  private static TrainResult train(String id, List<String> keys, String... how) {
    ModelOptions model =
        Options.of(
            ModelOptions.class,
            Stream.concat(
                    Stream.of("id=" + id, "kind=dense-vae", "latent=3", "hidden=[9]"),
                    keys.stream())
                .toArray(String[]::new));
    TrainOptions options =
        Options.of(
            TrainOptions.class,
            Stream.concat(Stream.of("minibatch=40", "averaging-frequency=10"), Stream.of(how))
                .toArray(String[]::new));
    return Trainer.onAnyCluster(
            spark, new TrainRequest(output, ImagesFixture.DATA_ID, model, options, 42, Map.of()))
        .train(Progress.NONE, () -> false);
  }
}
