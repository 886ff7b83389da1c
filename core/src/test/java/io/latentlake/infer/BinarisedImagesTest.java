package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Binarisation;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.target.Targets;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ScoresTable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model that makes pixels 0 or 1, through every pass over images. */
class BinarisedImagesTest {
  private static final int IMAGES = 11;
  private static final SparkSession SPARK = LocalSpark.session();
  private static ModelPackage model;
  private static byte[][] drawn;

  /** Each image's negative log-likelihood at the posterior mean, worked out by hand. */
  private static final double[] NATS = new double[IMAGES];

  private static final float[][] MEANS = new float[IMAGES][];

  @BeforeAll
  static void workOut() {
    model = TinyModels.trained("dense-vae", "binarisation=redrawn");
    drawn =
        Binarisation.REDRAWN.afterTraining(TinyModels.ids(IMAGES), TinyModels.pixels(IMAGES), 0);
    assertThat(drawn[0]).isNotEqualTo(TinyModels.pixels(IMAGES)[0]);
    try (InferenceModel inference = model.inferenceModel()) {
      for (int i = 0; i < IMAGES; i++) {
        Reconstructions made = inference.reconstructions(inference.input(new byte[][] {drawn[i]}));
        MEANS[i] = OffHeap.rows(made.posterior().mean())[0];
        double[] logits = OffHeap.read(made.decoded());
        for (int p = 0; p < logits.length; p++) {
          double one = 1 / (1 + Math.exp(-logits[p]));
          NATS[i] -= Math.log(drawn[i][p] == 0 ? 1 - one : one);
        }
      }
    }
  }

  @Test
  void scoresAreTheNegativeLogLikelihoodOfTheDrawWhateverTheMinibatchOrOrder() {
    for (int minibatch : new int[] {3, IMAGES}) {
      Dataset<Row> images = images().repartition(3).sortWithinPartitions("uri");
      List<Row> rows =
          sorted(pass(images).score(Options.of(ScoreOptions.class, "minibatch=" + minibatch), 1));
      for (int i = 0; i < IMAGES; i++) {
        assertThat(rows.get(i).<Double>getAs(ScoresTable.RECONSTRUCTION_NATS))
            .isCloseTo(NATS[image(rows.get(i))], within(1e-4));
      }
    }
  }

  @Test
  void embeddingsAreThoseOfTheDraw() {
    for (Row row : pass(images()).embed(Options.of(EmbedOptions.class)).collectAsList()) {
      List<Float> mean = row.getList(row.fieldIndex(EmbeddingsTable.EMBEDDING));
      for (int unit = 0; unit < mean.size(); unit++) {
        assertThat(mean.get(unit)).isCloseTo(MEANS[image(row)][unit], within(1e-5f));
      }
    }
  }

  @Test
  void mapsAddUpToTheErrorOfTheDraw() {
    for (Row row :
        pass(images())
            .explain(
                "residual",
                Targets.RECONSTRUCTION_ERROR,
                Options.of(ExplainOptions.class, "rows=all"),
                42)
            .collectAsList()) {
      List<Float> map = row.getList(row.fieldIndex(AttributionsTable.ATTRIBUTION));
      assertThat(map.stream().mapToDouble(Float::doubleValue).sum())
          .isCloseTo(NATS[image(row)], within(1e-3));
    }
  }

  private static int image(Row row) {
    return List.of(TinyModels.ids(IMAGES)).indexOf(row.<String>getAs("image_id"));
  }

  private static InferencePass pass(Dataset<Row> images) {
    return new InferencePass(images, model, SPARK.sparkContext().longAccumulator());
  }

  private static Dataset<Row> images() {
    return TinyModels.images(SPARK, IMAGES);
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.<String>getAs("image_id")))
        .toList();
  }
}
