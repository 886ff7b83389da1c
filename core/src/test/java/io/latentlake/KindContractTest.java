package io.latentlake;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.infer.InferencePass;
import io.latentlake.model.BottleneckType;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.Target;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.target.Targets;
import io.latentlake.progress.Progress;
import io.latentlake.sample.SampledImage;
import io.latentlake.sample.Sampler;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import io.latentlake.train.HistoryRow;
import io.latentlake.train.ImagesFixture;
import io.latentlake.train.TrainOptions;
import io.latentlake.train.TrainRequest;
import io.latentlake.train.TrainResult;
import io.latentlake.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of model that is registered and trained. */
class KindContractTest {
  private static final int TRAINING = 48;
  private static final int VALIDATION = 12;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static String output;

  @BeforeAll
  static void writeImages() {
    spark = LocalSpark.session();
    // a kind that is told labels must have some
    output = ImagesFixture.write(folder, TRAINING, VALIDATION, "run1", List.of("a", "b, c", "7"));
  }

  static List<String> kinds() {
    return Stream.concat(
            new ModelKind.Names()
                .values().stream()
                    .filter(name -> !name.equals(ModelKind.Names.AUTO))
                    // found in closed form; FeatureAutoencoderTest has its like
                    .filter(name -> ModelKind.named(name).fitting().isEmpty()),
            // with what else the latent may cost, and a map of 4 x 4
            Stream.of(
                "conv-vae conv-vae.free-bits=0.5 beta=0.7",
                "dense-vae dense-vae.capacity=4 beta=3",
                "info-vae info-vae.kernel=rbf beta=0.1",
                "conv-ae bottleneck=spatial latent=16",
                "conv-vae bottleneck=spatial latent=32"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isTrainedByAveragingSavedLoadedScoredEmbeddedExplainedAndSampled(String kind) {
    ModelOptions options =
        Options.of(
            ModelOptions.class,
            Stream.concat(
                    Stream.of("id=model", "latent=3", "channels=[4]", "hidden=[9]"),
                    Stream.of(("kind=" + kind).split(" ")))
                .toArray(String[]::new));
    TrainResult trained = train(options);
    assertThat(validationError(trained, 2)).isFinite().isLessThan(validationError(trained, 0));
    assertThat(trained.history())
        .allSatisfy(
            row ->
                assertThat(row.weights())
                    .containsOnlyKeys(
                        options.lossTerms().stream()
                            .map(WeightedTerm::term)
                            .map(term -> term.name())
                            .toArray(String[]::new)));

    assertTermsMakeTheLoss(trained.history().get(trained.history().size() - 1), options);

    String location = ModelPackage.location(output, options.id());
    trained.model().write(new Configuration(), location);
    ModelPackage model = ModelPackage.read(new Configuration(), location);
    assertThat(model.options()).isEqualTo(trained.model().options());
    assertThat(model.parameters()).containsExactly(trained.model().parameters());
    InferencePass pass = pass(model);

    List<Row> scores = pass.score(Options.of(ScoreOptions.class), 1).collectAsList();
    assertThat(scores).hasSize(VALIDATION);
    double threshold = model.threshold().orElseThrow().value();
    for (Row row : scores) {
      double score = row.getAs(ScoresTable.ANOMALY_SCORE);
      assertThat(score).isFinite();
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY)).isEqualTo(score > threshold);
      assertThat(row.<Double>getAs(ScoresTable.RECONSTRUCTION_ERROR)).isFinite();
    }
    List<Row> embeddings = pass.embed(Options.of(EmbedOptions.class)).collectAsList();
    assertThat(embeddings).hasSize(VALIDATION);
    for (Row row : embeddings) {
      assertThat(row.<Float>getList(row.fieldIndex(EmbeddingsTable.EMBEDDING)))
          .hasSize(options.latent())
          .allSatisfy(value -> assertThat(value).isFinite());
      assertThat(row.isNullAt(row.fieldIndex(EmbeddingsTable.EMBEDDING_SHAPE)))
          .isEqualTo(options.bottleneck() == BottleneckType.FLAT);
    }
    if (options.variational()) {
      assertElboIsTrue(scores, embeddings);
    }
    // A codebook may have few vectors in use
    assertThat(embeddings.stream().map(row -> row.getList(3)).distinct().count()).isGreaterThan(1);
    List<Row> maps =
        pass.explain(
                "saliency", lastTerm(options), Options.of(ExplainOptions.class, "rows=all"), 42)
            .collectAsList();
    assertThat(maps).hasSize(VALIDATION);
    for (Row row : maps) {
      assertThat(row.<Float>getList(row.fieldIndex(AttributionsTable.ATTRIBUTION)))
          .hasSize(ImagesFixture.SHAPE.values())
          .anySatisfy(value -> assertThat(value).isNotZero())
          .allSatisfy(value -> assertThat(value).isFinite());
    }
    if (model.options().variational()) {
      try (InferenceModel inference = model.inferenceModel()) {
        List<SampledImage> draws = new Sampler(inference).prior(2, 7);
        assertThat(draws.get(0).pixels())
            .hasSize(ImagesFixture.SHAPE.values())
            .isNotEqualTo(draws.get(1).pixels());
      }
    }
  }

  /** The last term of its loss that an image alone decides. */
  private static Target lastTerm(ModelOptions options) {
    return options.lossTerms().stream()
        .map(WeightedTerm::term)
        .filter(term -> term.scope() == LossTerm.Scope.IMAGE)
        .reduce((one, next) -> next)
        .map(term -> Targets.parse("term_" + term.name()))
        .orElseThrow();
  }

  /** After the warm-up, each term has its whole weight in the loss of an epoch. */
  private static void assertTermsMakeTheLoss(HistoryRow epoch, ModelOptions options) {
    double loss = 0;
    for (WeightedTerm weighted : options.lossTerms()) {
      loss += weighted.weight() * epoch.losses().mean(weighted.term().name());
    }
    assertThat(epoch.losses().loss()).isCloseTo(loss, within(1e-6 * Math.abs(loss)));
  }

  /** Whatever the loss is, scores have the KL divergence of the posterior and the ELBO. */
  private static void assertElboIsTrue(List<Row> scores, List<Row> embeddings) {
    Map<String, Row> posteriors =
        embeddings.stream()
            .collect(toMap(row -> row.getAs(EmbeddingsTable.IMAGE_ID), Function.identity()));
    for (Row score : scores) {
      Row posterior = posteriors.get(score.<String>getAs(ScoresTable.IMAGE_ID));
      List<Float> mean = posterior.getList(posterior.fieldIndex(EmbeddingsTable.EMBEDDING));
      List<Float> log = posterior.getList(posterior.fieldIndex(EmbeddingsTable.LOG_VARIANCE));
      double kl = 0;
      for (int unit = 0; unit < mean.size(); unit++) {
        double squared = Math.pow(mean.get(unit), 2);
        kl += (squared + Math.exp(log.get(unit)) - log.get(unit) - 1) / 2;
      }
      double found = score.getAs(ScoresTable.KL_NATS);
      assertThat(found).isCloseTo(kl, within(1e-4 * Math.max(1, kl)));
      double nats = score.getAs(ScoresTable.RECONSTRUCTION_NATS);
      assertThat(score.<Double>getAs(ScoresTable.NEGATIVE_ELBO_NATS))
          .isCloseTo(nats + found, within(1e-6 * nats));
    }
  }

  private static TrainResult train(ModelOptions model) {
    TrainOptions how =
        Options.of(
            TrainOptions.class,
            "epochs=3",
            "beta-warmup-epochs=1",
            "workers=2",
            "minibatch=8",
            "averaging-frequency=1",
            "learning-rate=0.01");
    TrainRequest request =
        new TrainRequest(output, ImagesFixture.DATA_ID, model, how, 42, Map.of());
    return Trainer.of(spark, request).train(Progress.NONE, () -> false);
  }

  /** The reconstruction's: a maximum mean discrepancy of so few images is mostly chance. */
  private static double validationError(TrainResult trained, int epoch) {
    return trained.history().stream()
        .filter(row -> row.split().equals("validation"))
        .toList()
        .get(epoch)
        .losses()
        .mean(Reconstruction.NAME);
  }

  private static InferencePass pass(ModelPackage model) {
    Dataset<Row> images =
        new TableStore(spark, output)
            .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA)
            .where("split = 'validation'");
    return new InferencePass(images, model, spark.sparkContext().longAccumulator());
  }
}
