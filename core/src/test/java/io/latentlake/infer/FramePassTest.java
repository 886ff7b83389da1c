package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.image.DataOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramePassTest {
  private static final int IMAGES = 11;
  private static final long SEED = 5;
  private static final SparkSession SPARK = LocalSpark.session();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv-vae",
        "conv-ae bottleneck=spatial",
        "vq-vae vq-vae.code-size=2",
        "restoring-ae",
        "linear-ae",
        "conv-vae anomaly-score=negative_log_likelihood",
        "conv-vae binarisation=fixed"
      })
  void whatIsAppendedIsWhatTheTablesHold(String described) {
    String[] words = described.split(" ");
    ModelPackage model =
        TinyModels.trained(
            words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
    ScoreOptions score = Options.of(ScoreOptions.class, "minibatch=4");
    Dataset<Row> images = TinyModels.images(SPARK, IMAGES);
    InferencePass tables = new InferencePass(images, model, SPARK.sparkContext().longAccumulator());
    FrameOptions options =
        new FrameOptions(
            Options.of(DataOptions.class),
            score,
            Optional.empty(),
            Options.of(ExplainOptions.class),
            SEED,
            InvalidRows.KEEP,
            "");

    Dataset<Row> appended = new FramePass(model, options).append(images.repartition(3));
    List<Row> rows = sorted(appended);
    List<Row> scores = sorted(tables.score(score, SEED));
    List<Row> embeddings = sorted(tables.embed(Options.of(EmbedOptions.class)));

    assertThat(rows).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      for (String column : List.of(ScoresTable.RECONSTRUCTION_ERROR, ScoresTable.ANOMALY_SCORE)) {
        double expected = scores.get(i).getAs(column);
        assertThat(rows.get(i).<Double>getAs(column))
            .isCloseTo(expected, within(1e-5 * Math.abs(expected)));
      }
      // no threshold
      assertThat(rows.get(i).<Boolean>getAs(ScoresTable.IS_ANOMALY)).isNull();
      double[] vector = rows.get(i).<Vector>getAs(EmbeddingsTable.EMBEDDING).toArray();
      List<Float> embedding = embeddings.get(i).getList(3);
      assertThat(vector).hasSize(embedding.size());
      for (int unit = 0; unit < vector.length; unit++) {
        assertThat(vector[unit]).isCloseTo(embedding.get(unit), within(1e-5));
      }
      assertThat(AttributeGroup.fromStructField(appended.schema().apply("embedding")).size())
          .isEqualTo(vector.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"smooth-residual", "defect-map", "residual"})
  void aMapIsOfTheFirstUsualTargetThatItsMethodExplains(String method) {
    // Its first usual target is defect_pixels, of which a residual says nothing
    ModelPackage model = TinyModels.trained("restoring-ae");
    FrameOptions options =
        new FrameOptions(
            Options.of(DataOptions.class),
            Options.of(ScoreOptions.class),
            Optional.of(method),
            Options.of(ExplainOptions.class),
            SEED,
            InvalidRows.KEEP,
            "");

    List<Row> rows = sorted(new FramePass(model, options).append(TinyModels.images(SPARK, 3)));

    assertThat(rows)
        .hasSize(3)
        .allSatisfy(
            row ->
                assertThat(row.<Object>getList(row.fieldIndex(AttributionsTable.ATTRIBUTION)))
                    .hasSize(TinyModels.SHAPE.values()));
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.sort(ImagesTable.IMAGE_ID).collectAsList();
  }
}
