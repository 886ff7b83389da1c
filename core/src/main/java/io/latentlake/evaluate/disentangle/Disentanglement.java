package io.latentlake.evaluate.disentangle;

import io.latentlake.model.KeyedNoise;
import io.latentlake.progress.Progress;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Measures how far single latent units stand for single factors, where images have known factors:
 * on up to 10,000 images of one split, which {@link FactorSample} chooses.
 */
public final class Disentanglement {
  /** Part of a factor's entropy that a latent unit tells; the slice names both. */
  public static final String INFORMATION = "factor_information";

  private static final String SHARE = "share";

  private final KeyedNoise noise;
  private final Progress progress;

  /**
   * Sets up a measurement.
   *
   * @param seed decides which images are drawn, and how they are put together
   * @param progress is told what cannot be measured
   */
  public Disentanglement(long seed, Progress progress) {
    this.noise = new KeyedNoise(KeyedNoise.Purpose.EVALUATION, seed);
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param images rows of {@link ImagesTable}
   * @param embeddings rows of {@link EmbeddingsTable} under one model
   * @return the metrics of one split, those of single factors in slices; none if no factor is known
   */
  public List<Metric> metrics(Dataset<Row> images, Dataset<Row> embeddings) {
    return new FactorSample(noise, this::say)
        .read(images, embeddings)
        .map(sample -> metrics(images.sparkSession(), sample))
        .orElse(List.of());
  }

  private List<Metric> metrics(SparkSession spark, Sample sample) {
    Figures figures = new Figures(sample);
    MutualInformation information = MutualInformation.of(sample);
    FactorForests forests = FactorForests.fit(spark, sample, noise.seed());
    figures.each("mig", information.gaps());
    figures.each("sap", SeparatedAttributes.gaps(sample));
    figures.each("dci_informativeness", forests.informativeness());
    figures.each("explicitness", Explicitness.of(sample));
    if (sample.units() > 1) {
      figures.one("dci_completeness", forests.importance().completeness());
    }
    if (sample.factors().size() > 1) {
      figures.one("dci_disentanglement", forests.importance().disentanglement());
      figures.one("modularity", information.modularity());
      draws(sample, "beta_vae_score", 2)
          .ifPresent(draws -> figures.one(draws.purpose(), BetaVaeScore.accuracy(sample, draws)));
      draws(sample, "factor_vae_score", FactorVaeScore.GROUP)
          .ifPresent(
              draws -> figures.one(draws.purpose(), new FactorVaeScore(sample).accuracy(draws)));
    } else {
      say(
          "with one factor there are no dci_disentanglement, modularity, beta_vae_score and"
              + " factor_vae_score");
    }
    GaussianTotalCorrelation.nats(sample.codes())
        .ifPresentOrElse(
            nats ->
                figures.add(
                    "gaussian_total_correlation", nats, "nats", MetricsTable.ALL, Better.LOW),
            () ->
                say(
                    "no gaussian_total_correlation, because some latent units follow exactly from"
                        + " others"));
    figures.information(information);
    return figures.metrics;
  }

  /** Draws of the factors that have a value with enough images, if there are two or more. */
  private Optional<FactorDraws> draws(Sample sample, String score, int least) {
    List<SharedValue> values = new ArrayList<>();
    for (Factor factor : sample.factors()) {
      Optional<SharedValue> value = SharedValue.of(factor, least);
      value.ifPresent(values::add);
      if (value.isEmpty()) {
        say(
            score
                + " leaves out factor "
                + factor.name()
                + ": none of its values has "
                + least
                + " images");
      }
    }
    if (values.size() < 2) {
      say("no " + score + ", because it needs two factors");
      return Optional.empty();
    }
    return Optional.of(new FactorDraws(noise, score, values));
  }

  private void say(String what) {
    progress.say("evaluate: " + what);
  }

  /** Collects metrics of a sample. */
  private static final class Figures {
    private final List<Metric> metrics = new ArrayList<>();
    private final Sample sample;

    Figures(Sample sample) {
      this.sample = sample;
    }

    void add(String name, double value, String unit, String slice, Better better) {
      metrics.add(new Metric(name, value, unit, sample.split(), slice, better));
    }

    void one(String name, double value) {
      add(name, value, SHARE, MetricsTable.ALL, Better.HIGH);
    }

    /** A figure of each factor, and their mean for the whole. */
    void each(String name, double[] values) {
      one(name, Arrays.stream(values).average().orElseThrow());
      for (int f = 0; f < values.length; f++) {
        String slice = LatentFactor.slice(sample.factors().get(f).name());
        add(name, values[f], SHARE, slice, Better.HIGH);
      }
    }

    void information(MutualInformation information) {
      for (int f = 0; f < sample.factors().size(); f++) {
        for (int unit = 0; unit < sample.units(); unit++) {
          String slice = new LatentFactor(sample.factors().get(f).name(), unit).slice();
          add(INFORMATION, information.share(unit, f), SHARE, slice, Better.NEITHER);
        }
      }
    }
  }
}
