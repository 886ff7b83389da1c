package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.latentlake.config.ConfigurationException;
import io.latentlake.evaluate.EvaluateOptions;
import io.latentlake.evaluate.GroundTruth;
import io.latentlake.evaluate.NormalLabels;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.model.WeightedTerm;
import io.latentlake.report.ReportContent.Anomalies;
import io.latentlake.report.ReportContent.Cluster;
import io.latentlake.report.ReportContent.Detection;
import io.latentlake.report.ReportContent.Embeddings;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.report.ReportContent.MeanMap;
import io.latentlake.report.ReportContent.Metrics;
import io.latentlake.report.ReportContent.Mistakes;
import io.latentlake.report.ReportContent.Reconstructions;
import io.latentlake.report.ReportContent.Scores;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.WrittenRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the content of a report on one model and one image set.
 *
 * <p>Tables are aggregated on the executors; {@link ReportOptions} limits what reaches the driver,
 * for tables of any size. A section without content says what is missing.
 */
public final class ReportReader {

  private static final String NO_PICTURES =
      "Pictures are left out of this report (report.pictures is false).";

  private static final String NO_ANOMALIES =
      "No scored image is known to be an anomaly: labels (evaluate.normal-labels) or masks tell"
          + " which ones are.";

  private final TableStore tables;
  private final ReportOptions options;
  private final EvaluateOptions evaluate;
  private final String dataId;
  private final String modelId;

  /**
   * Prepares to read.
   *
   * @param tables where the tables are
   * @param options what the report shows
   * @param evaluate which images are normal
   * @param dataId the image set
   * @param modelId the model
   */
  public ReportReader(
      TableStore tables,
      ReportOptions options,
      EvaluateOptions evaluate,
      String dataId,
      String modelId) {
    this.tables = tables;
    this.options = options;
    this.evaluate = evaluate;
    this.dataId = dataId;
    this.modelId = modelId;
  }

  /**
   * Reads the content.
   *
   * @param stored the model package, if it has been written
   * @return the content of the page
   * @throws ConfigurationException if no image has one of the normal labels that were given
   */
  public ReportContent read(Optional<ModelPackage> stored) {
    if (stored.isEmpty()) {
      return read(stored, Optional.empty());
    }
    try (InferenceModel model = stored.get().inferenceModel()) {
      return read(stored, Optional.of(model));
    }
  }

  private ReportContent read(Optional<ModelPackage> stored, Optional<InferenceModel> model) {
    Part<Dataset<Row>> images = find(ImagesTable.key(dataId), ImagesTable.SCHEMA, "ingest");
    Part<Dataset<Row>> scores = find(ScoresTable.key(dataId, modelId), ScoresTable.SCHEMA, "score");
    Part<Dataset<Row>> embeddings =
        find(EmbeddingsTable.key(dataId, modelId), EmbeddingsTable.SCHEMA, "embed");
    Origin origin =
        new Origin(
            dataId,
            modelId,
            stored.<Map<String, String>>map(ModelPackage::provenance).orElse(Map.of()));
    List<LossTerm> terms =
        stored.stream()
            .flatMap(known -> known.options().lossTerms().stream())
            .map(WeightedTerm::term)
            .toList();
    OptionalLong kept = stored.map(ModelPackage::keptEpoch).orElse(OptionalLong.empty());
    Part<LossHistory> history =
        find(HistoryTable.key(origin.trainedOn(), modelId), HistoryTable.SCHEMA, "train")
            .map(rows -> new LossHistory(rows, terms, kept));
    Part<List<LossCurve>> training = history.map(LossHistory::curves);
    Part<Dataset<Row>> measured =
        find(MetricsTable.key(dataId, modelId), MetricsTable.SCHEMA, "evaluate");
    Part<Metrics> metrics = measured.then(MetricRows::read);
    Part<DrawnSamples> samples =
        options.pictures()
            ? find(SamplesTable.key(modelId), SamplesTable.SCHEMA, "sample").map(DrawnSamples::new)
            : new Part.Absent<>(NO_PICTURES);
    Part<ShownSplit> split =
        scores.then(rows -> Part.of(ShownSplit.of(rows, ScoresTable.SPLIT), "No image is scored."));
    ShownLabels labels = labels(scores, embeddings);
    Optional<Threshold> threshold = stored.flatMap(ModelPackage::threshold);
    Part<RankingScore> score =
        split.map(shown -> RankingScore.of(shown.rows(), stored.map(ModelPackage::options)));
    Part<Scores> spread =
        split.then(shown -> score.map(by -> new ScoreSpread(threshold, by, labels).read(shown)));
    Part<ShownSplit> judged = scores.then(rows -> images.then(known -> judged(rows, known)));
    CardPictures pictures = pictures(images, model, metrics);
    describe(origin, images, history, stored, model);
    return new ReportContent(
        options.title(),
        origin.sentence(),
        KeyFigures.of(training, metrics, spread, kept),
        cautions(history, measured),
        origin.groups(),
        training,
        reconstructions(images, model),
        spread,
        judged.then(shown -> score.then(by -> detection(shown, by, threshold))),
        split.then(shown -> score.then(by -> anomalies(shown, by, pictures))),
        judged.then(shown -> score.then(by -> mistakes(shown, by, pictures))),
        split.then(shown -> meanMaps(shown.name(), ranked(metrics))),
        plane(embeddings, labels),
        images.then(known -> scores.then(rows -> clusters(known, rows))),
        samples.then(DrawnSamples::traversals),
        samples.then(DrawnSamples::interpolations),
        samples.then(DrawnSamples::prior),
        metrics,
        options.pictures(),
        "Model “%s” on image set “%s”.".formatted(modelId, dataId));
  }

  private static List<String> cautions(Part<LossHistory> history, Part<Dataset<Row>> metrics) {
    List<String> cautions = new ArrayList<>();
    history.ifPresent(rows -> rows.caution().ifPresent(cautions::add));
    metrics.ifPresent(rows -> MetricRows.caution(rows).ifPresent(cautions::add));
    return cautions;
  }

  private Part<Dataset<Row>> find(TableKey key, StructType schema, String command) {
    return tables.exists(key)
        ? new Part.Shown<>(tables.read(key, schema))
        : new Part.Absent<>(
            "Table %s has no rows for this yet: the command %s writes it."
                .formatted(key.table(), command));
  }

  private void describe(
      Origin origin,
      Part<Dataset<Row>> images,
      Part<LossHistory> history,
      Optional<ModelPackage> stored,
      Optional<InferenceModel> model) {
    OptionalLong rejected =
        tables.latest(RejectsTable.key(dataId)).stream().mapToLong(WrittenRun::rows).findFirst();
    images.ifPresent(rows -> origin.images(rows, rejected));
    model.ifPresent(loaded -> origin.model(stored.orElseThrow(), loaded.loss()));
    history.ifPresent(origin::training);
    origin.provenance();
  }

  /** The labels of all charts, so that a label has one colour on the page. */
  private static ShownLabels labels(Part<Dataset<Row>> scores, Part<Dataset<Row>> embeddings) {
    List<Dataset<Row>> labelled = new ArrayList<>();
    scores.ifPresent(rows -> labelled.add(rows.select(ScoresTable.LABEL)));
    embeddings.ifPresent(rows -> labelled.add(rows.select(EmbeddingsTable.LABEL)));
    return labelled.stream()
        .reduce(Dataset::union)
        .map(rows -> ShownLabels.of(rows, ScoresTable.LABEL))
        .orElse(new ShownLabels(List.of(), 0));
  }

  private Part<Reconstructions> reconstructions(
      Part<Dataset<Row>> images, Optional<InferenceModel> model) {
    if (!options.pictures()) {
      return new Part.Absent<>(NO_PICTURES);
    }
    if (options.reconstructions() == 0) {
      return new Part.Absent<>("report.reconstructions is 0.");
    }
    Part<InferenceModel> loaded =
        Part.of(model, "There is no model package yet: the command train writes it.");
    if (model.isPresent() && !model.get().givesPictures()) {
      return new Part.Absent<>(
          "The model gives features of another network, which are no pictures.");
    }
    return loaded.then(
        by ->
            images
                .map(rows -> rows.filter(ofShape(by.shape()).and(ofLabels(by.labels()))))
                .then(
                    rows ->
                        Part.of(
                            ShownSplit.of(rows, ImagesTable.SPLIT),
                            "No image has the model's shape, and a label that it knows."))
                .map(shown -> new ImagePairs(options.reconstructions()).read(shown, by)));
  }

  /** Of a model conditioned on labels, images whose label it knows. */
  private static Column ofLabels(List<String> known) {
    return known.isEmpty() ? lit(true) : col(ImagesTable.LABEL).isin(known.toArray());
  }

  private static Column ofShape(ImageShape shape) {
    return col(ImagesTable.CHANNELS)
        .equalTo(shape.channels())
        .and(col(ImagesTable.HEIGHT).equalTo(shape.height()))
        .and(col(ImagesTable.WIDTH).equalTo(shape.width()));
  }

  /** The split whose truth is shown: that with anomalies, which the others may lack. */
  private Part<ShownSplit> judged(Dataset<Row> scores, Dataset<Row> images) {
    NormalLabels normal = NormalLabels.of(images, evaluate);
    Dataset<Row> judged = GroundTruth.judge(scores, GroundTruth.of(images, normal.labels()));
    return Part.of(
        ShownSplit.of(judged.filter(col(GroundTruth.KIND).isNotNull()), ScoresTable.SPLIT)
            .map(ShownSplit::name)
            .map(name -> ShownSplit.named(name, judged, ScoresTable.SPLIT)),
        NO_ANOMALIES);
  }

  private static Part<Detection> detection(
      ShownSplit judged, RankingScore score, Optional<Threshold> threshold) {
    return Part.of(
        new DetectionCurves(score, threshold).read(judged),
        "All images of split %s whose truth is known are anomalies.".formatted(judged.name()));
  }

  private CardPictures pictures(
      Part<Dataset<Row>> images, Optional<InferenceModel> model, Part<Metrics> metrics) {
    List<MapMethod> ranked = ranked(metrics);
    if (!options.pictures()) {
      Part<Dataset<Row>> none = new Part.Absent<>(NO_PICTURES);
      return new CardPictures(none, model, none, ranked, new NeighbourPictures(none));
    }
    return new CardPictures(
        images,
        model,
        find(AttributionsTable.key(dataId, modelId), AttributionsTable.SCHEMA, "explain"),
        ranked,
        new NeighbourPictures(
            find(NeighboursTable.key(dataId, modelId), NeighboursTable.SCHEMA, "embed")));
  }

  private static List<MapMethod> ranked(Part<Metrics> metrics) {
    List<MapMethod> ranked = new ArrayList<>();
    metrics.ifPresent(measured -> ranked.addAll(measured.maps()));
    return ranked;
  }

  private Part<List<MeanMap>> meanMaps(String split, List<MapMethod> ranked) {
    return options.pictures()
        ? find(
                MeanAttributionsTable.key(dataId, modelId),
                MeanAttributionsTable.SCHEMA,
                "evaluate (after explain)")
            .then(means -> new MeanMapPictures(ranked).read(means, split))
        : new Part.Absent<>(NO_PICTURES);
  }

  private Part<List<Cluster>> clusters(Dataset<Row> images, Dataset<Row> scores) {
    if (!options.pictures()) {
      return new Part.Absent<>(NO_PICTURES);
    }
    return find(
            ClustersTable.key(dataId, modelId),
            ClustersTable.SCHEMA,
            "embed, if embed.clusters says how many,")
        .map(rows -> new ClusterPictures(images, scores).read(rows));
  }

  private Part<Anomalies> anomalies(ShownSplit split, RankingScore score, CardPictures pictures) {
    return options.anomalies() == 0
        ? new Part.Absent<>("report.anomalies is 0.")
        : new Part.Shown<>(new TopAnomalies(options.anomalies(), pictures).read(split, score));
  }

  private Part<Mistakes> mistakes(ShownSplit judged, RankingScore score, CardPictures pictures) {
    return options.mistakes() == 0
        ? new Part.Absent<>("report.mistakes is 0.")
        : new Part.Shown<>(new WorstMistakes(options.mistakes(), pictures).read(judged, score));
  }

  private Part<Embeddings> plane(Part<Dataset<Row>> embeddings, ShownLabels labels) {
    if (options.embeddingPoints() == 0) {
      return new Part.Absent<>("report.embedding-points is 0.");
    }
    return embeddings.then(
        rows -> new EmbeddingPlane(labels, options.embeddingPoints()).read(rows));
  }
}
