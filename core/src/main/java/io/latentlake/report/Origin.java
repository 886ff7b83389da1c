package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;

import io.latentlake.architecture.Architecture;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.image.ImageShape;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.ScoreComparison;
import io.latentlake.model.WeightedTerm;
import io.latentlake.provenance.Redaction;
import io.latentlake.report.ReportContent.Fact;
import io.latentlake.report.ReportContent.FactGroup;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Facts about model, training and data, in groups and as a sentence. */
final class Origin {

  /** Most labels and sizes that are listed by name. */
  private static final int MOST_NAMED = 12;

  /** Prefixes of training options and of libraries in the model package. */
  private static final String OPTION = "option.";

  private static final String LIBRARY = "library.";

  private final List<FactGroup> groups = new ArrayList<>();
  private final String dataId;
  private final String trainedOn;
  private final String modelId;
  private final Map<String, String> provenance;
  private String model = "";
  private String training = "";
  private String size = "";

  Origin(String dataId, String modelId, Map<String, String> provenance) {
    this.dataId = dataId;
    this.modelId = modelId;
    this.provenance = provenance;
    trainedOn = provenance.getOrDefault("data_id", dataId);
  }

  /** The image set that the model was trained on, as far as is known. */
  String trainedOn() {
    return trainedOn;
  }

  List<FactGroup> groups() {
    return List.copyOf(groups);
  }

  /** The model, its training and its data. */
  String sentence() {
    String images = "image set “" + dataId + "”" + size + ".";
    if (model.isEmpty()) {
      return "There is no package of model “" + modelId + "” yet; " + images;
    }
    if (training.isEmpty()) {
      return model + ", and " + images;
    }
    return trainedOn.equals(dataId)
        ? model + training + images
        : model + training + "image set “" + trainedOn + "”, here seen on " + images;
  }

  /**
   * Adds the images.
   *
   * @param table the images of one image set
   * @param rejects how many items were rejected, if that is known
   */
  void images(Dataset<Row> table, OptionalLong rejects) {
    List<Row> splits =
        table.groupBy(ImagesTable.SPLIT).count().orderBy(desc("count")).collectAsList();
    List<Row> shapes =
        table
            .groupBy(ImagesTable.CHANNELS, ImagesTable.HEIGHT, ImagesTable.WIDTH)
            .count()
            .orderBy(desc("count"))
            .limit(MOST_NAMED)
            .collectAsList();
    String sizes =
        shapes.stream()
            .map(row -> new ImageShape(row.getInt(0), row.getInt(1), row.getInt(2)))
            .map(InWords::size)
            .collect(Collectors.joining("; "));
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Size", sizes));
    facts.add(new Fact("Labels", labels(table)));
    for (Row split : splits) {
      facts.add(
          new Fact(
              "Split " + split.getString(0), FigureFormat.format(split.getLong(1)) + " images"));
    }
    rejects.ifPresent(
        items -> facts.add(new Fact("Rejected", FigureFormat.format(items) + " items")));
    groups.add(new FactGroup("Images", facts, false));
    size = shapes.size() == 1 ? ": " + sizes : "";
  }

  /**
   * Adds the model.
   *
   * @param stored the model package
   * @param loss its reconstruction loss
   */
  void model(ModelPackage stored, Loss loss) {
    String kind = stored.options().family().inWords();
    int latent = stored.options().latent();
    model = "A " + kind + " with " + latent + " latent units";
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Name", stored.modelId()));
    facts.add(new Fact("Kind", kind));
    Optional.ofNullable(provenance.get("kind_choice"))
        .ifPresent(choice -> facts.add(new Fact("Why this kind", choice)));
    Architecture network = stored.options().architecture(stored.shape());
    facts.add(new Fact("Latent", InWords.units(network)));
    stored
        .options()
        .features()
        .ifPresentOrElse(
            features -> features(features, facts),
            () -> {
              facts.add(new Fact("Layers", InWords.layers(network)));
              facts.add(new Fact("Loss", loss.inWords()));
            });
    for (WeightedTerm weighted : stored.options().lossTerms()) {
      String term = weighted.term().name();
      if (!term.equals(Reconstruction.NAME)) {
        String words = term.equals(KlDivergence.NAME) ? "KL" : term.replace('_', ' ');
        facts.add(new Fact("Weight of " + words, FigureFormat.format(weighted.weight())));
      }
    }
    facts.add(new Fact("Parameters", FigureFormat.format(stored.parameters().length)));
    stored
        .threshold()
        .ifPresent(threshold -> facts.add(new Fact("Threshold", InWords.threshold(threshold))));
    facts.add(new Fact("Anomaly score", stored.options().score().inWords()));
    groups.add(new FactGroup("Model", facts, false));
    stored.comparison().ifPresent(this::scores);
  }

  private void features(FeatureOptions features, List<Fact> facts) {
    facts.add(new Fact("Backbone", Redaction.redact(features.backbone().orElse(""))));
    facts.add(new Fact("Backbone's SHA-256", features.sha256().orElse("")));
    facts.add(
        new Fact(
            "Features",
            String.format(
                Locale.ROOT,
                "%d features of each of %d × %d places, from %s",
                features.features(),
                features.rows(),
                features.columns(),
                String.join(", ", features.layers()))));
    Optional.ofNullable(provenance.get("fitted"))
        .ifPresent(fitted -> facts.add(new Fact("Fitted", fitted)));
    facts.add(new Fact("Loss", "squared error of the features, summed over features and places"));
  }

  private void scores(ScoreComparison comparison) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "What it is",
            "AUROC of %s %s images against the same with drawn defects; 1 is perfect"
                .formatted(FigureFormat.format(comparison.images()), comparison.split())));
    comparison
        .auroc()
        .forEach(
            (name, auroc) ->
                facts.add(new Fact(name, FigureFormat.format(auroc) + mark(name, comparison))));
    groups.add(new FactGroup("Anomaly scores on drawn defects", facts, false));
  }

  private static String mark(String name, ScoreComparison comparison) {
    if (!name.equals(comparison.score())) {
      return "";
    }
    return comparison.chosen() ? " (chosen)" : " (the model's)";
  }

  /**
   * Adds the training.
   *
   * @param history its epochs
   */
  void training(LossHistory history) {
    List<Row> epochs = history.of(ImagesTable.TRAIN);
    if (epochs.isEmpty()) {
      return;
    }
    Row last = epochs.get(epochs.size() - 1);
    String images = FigureFormat.format(last.<Long>getAs(HistoryTable.IMAGES));
    double seconds =
        epochs.stream().mapToDouble(row -> row.<Double>getAs(HistoryTable.SECONDS)).sum();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Epochs", FigureFormat.format(epochs.size())));
    facts.add(new Fact("Images an epoch", images));
    option(facts, "Minibatch", "train.minibatch", "%s images for each worker");
    facts.add(new Fact("Workers", figure(last, HistoryTable.WORKERS)));
    option(facts, "Averaging", "train.averaging-frequency", "every %s minibatches of a worker");
    option(facts, "Optimiser", "train.optimizer", "%s");
    option(facts, "Learning rate at the start", "train.learning-rate", "%s");
    facts.add(new Fact("Learning rate at the end", figure(last, HistoryTable.LEARNING_RATE)));
    facts.add(new Fact("Time", InWords.duration(seconds)));
    groups.add(new FactGroup("Training", facts, false));
    training =
        ", trained for %s on %s images of "
            .formatted(epochs.size() == 1 ? "one epoch" : epochs.size() + " epochs", images);
  }

  /** Adds the provenance of the model: its origin, options and libraries. */
  void provenance() {
    group("Provenance", name -> !name.startsWith(OPTION) && !name.startsWith(LIBRARY));
    group("All options of the training", name -> name.startsWith(OPTION));
    group("Libraries", name -> name.startsWith(LIBRARY));
  }

  private void group(String title, Predicate<String> chosen) {
    List<Fact> facts =
        provenance.entrySet().stream()
            .filter(entry -> chosen.test(entry.getKey()))
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> new Fact(withoutMark(entry.getKey()), entry.getValue()))
            .toList();
    if (!facts.isEmpty()) {
      groups.add(new FactGroup(title, facts, true));
    }
  }

  private static String withoutMark(String name) {
    return name.startsWith(OPTION) || name.startsWith(LIBRARY)
        ? name.substring(name.indexOf('.') + 1)
        : name.replace('_', ' ');
  }

  private void option(List<Fact> facts, String name, String key, String words) {
    String value = provenance.get(OPTION + key);
    if (value != null) {
      facts.add(new Fact(name, words.formatted(value)));
    }
  }

  private static String figure(Row row, String column) {
    return FigureFormat.format(row.<Number>getAs(column));
  }

  private static String labels(Dataset<Row> table) {
    List<String> names =
        table
            .filter(col(ImagesTable.LABEL).isNotNull())
            .select(ImagesTable.LABEL)
            .distinct()
            .orderBy(ImagesTable.LABEL)
            .limit(MOST_NAMED + 1)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (names.isEmpty()) {
      return "none";
    }
    return names.size() <= MOST_NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMED)) + " and more";
  }
}
