package io.latentlake.report;

import io.latentlake.evaluate.Confusion;
import io.latentlake.evaluate.F1Cut;
import io.latentlake.evaluate.Ranking;
import io.latentlake.image.ImageShape;
import io.latentlake.picture.AttributionOverlay;
import io.latentlake.report.ReportContent.Anomalies;
import io.latentlake.report.ReportContent.Card;
import io.latentlake.report.ReportContent.Cluster;
import io.latentlake.report.ReportContent.Detection;
import io.latentlake.report.ReportContent.Embeddings;
import io.latentlake.report.ReportContent.Fact;
import io.latentlake.report.ReportContent.FactGroup;
import io.latentlake.report.ReportContent.FactorInformation;
import io.latentlake.report.ReportContent.Figures;
import io.latentlake.report.ReportContent.KeyFigure;
import io.latentlake.report.ReportContent.LabelScores;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.report.ReportContent.MeanMap;
import io.latentlake.report.ReportContent.Metrics;
import io.latentlake.report.ReportContent.Mistakes;
import io.latentlake.report.ReportContent.Pair;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.report.ReportContent.Picture;
import io.latentlake.report.ReportContent.RateCurve;
import io.latentlake.report.ReportContent.Reconstructions;
import io.latentlake.report.ReportContent.Scores;
import io.latentlake.report.ReportContent.Strip;
import io.latentlake.report.ReportContent.UnitInformation;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Content with every section filled, drawn from a seed; and the same with every section absent. */
final class DrawnContent {

  static final List<String> LABELS = List.of("good", "scratch", "spot", "missing", "colour");

  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  private final Random random = new Random(7);
  private final String id;
  private final String label;

  private DrawnContent(String id, String label) {
    this.id = id;
    this.label = label;
  }

  static ReportContent full() {
    return new DrawnContent("test/scratch/0042.png", "scratch").content();
  }

  /** Every text that a table can bring is replaced by this one. */
  static ReportContent saying(String text) {
    return new DrawnContent(text, text).content();
  }

  static ReportContent empty() {
    return new ReportContent(
        "Nothing yet",
        "No model has been trained.",
        List.of(),
        List.of(),
        List.of(),
        new Part.Absent<>("There is no history table, because training has not run."),
        new Part.Absent<>("There is no model package."),
        new Part.Absent<>("There is no scores table."),
        new Part.Absent<>("There is no scores table."),
        new Part.Absent<>("There is no scores table."),
        new Part.Absent<>("There is no scores table."),
        new Part.Absent<>("There is no attributions table."),
        new Part.Absent<>("There is no embeddings table."),
        new Part.Absent<>("There is no clusters table."),
        new Part.Absent<>("There is no samples table."),
        new Part.Absent<>("There is no samples table."),
        new Part.Absent<>("There is no samples table."),
        new Part.Absent<>("There is no metrics table."),
        true,
        "Read from nothing.");
  }

  private ReportContent content() {
    return new ReportContent(
        "Surface tiles",
        "A convolutional variational autoencoder with 16 latent units, trained for 10 epochs on 160"
            + " images of "
            + id
            + ".",
        List.of(
            new KeyFigure("0.987", "", "AUROC, test split"),
            new KeyFigure("412", "images", "scored"),
            new KeyFigure("1,204", "nats", "threshold: 99 % of the validation images score lower")),
        List.of("Only 3 of 16 latent units are active on " + id + "."),
        List.of(
            new FactGroup(
                "Images",
                List.of(new Fact("Data", id), new Fact("Shape", "RGB, 32 × 32 pixels")),
                false),
            new FactGroup(
                "Model",
                List.of(new Fact("Kind", "convolutional VAE"), new Fact("Latent", "16")),
                false),
            new FactGroup(
                "Training", List.of(new Fact("Epochs", "10"), new Fact("Seed", "42")), false),
            new FactGroup("Libraries", List.of(new Fact(id, label)), true)),
        new Part.Shown<>(
            List.of(
                curve("Reconstruction", 900, Chart.Scale.LOGARITHMIC),
                curve("KL divergence", 25, Chart.Scale.LINEAR))),
        new Part.Shown<>(new Reconstructions("test", "nats", pairs())),
        new Part.Shown<>(scores()),
        new Part.Shown<>(detection()),
        new Part.Shown<>(new Anomalies("negative ELBO", "nats", "test", cards(), "")),
        new Part.Shown<>(new Mistakes("negative ELBO", "nats", "test", cards(), cards(), "")),
        new Part.Shown<>(List.of(new MeanMap(label, cards().get(0).panes()))),
        new Part.Shown<>(embeddings()),
        new Part.Shown<>(List.of(new Cluster(1, 300, 30, label, cards().get(0).panes()))),
        new Part.Shown<>(List.of(strip("Latent unit 3"), strip("Latent unit 11"))),
        new Part.Shown<>(List.of(strip(id))),
        new Part.Shown<>(pictures(24)),
        new Part.Shown<>(
            new Metrics(
                "test",
                new Figures(
                    List.of(
                        new Metric("auroc", 0.98712, "share", "test", "all", Better.HIGH),
                        new Metric("auroc", 0.91, "share", "test", label, Better.HIGH),
                        new Metric(
                            "threshold", 1010, "anomaly_score", "test", "all", Better.NEITHER),
                        new Metric(
                            "reconstruction_error", 912.34, "nats", "test", "good", Better.LOW)),
                    4001),
                new Figures(
                    List.of(new Metric("kl_nats", 25.5, "nats", "train", "all", Better.LOW)), 1),
                List.of(
                    new MapMethod(
                        "residual",
                        "reconstruction_error",
                        Optional.of(0.97),
                        Optional.of(0.9),
                        "0.95 (0.94 to 0.96)",
                        Optional.of(0.2),
                        Optional.of(0.5),
                        Optional.empty(),
                        Optional.of(0.1),
                        ""),
                    new MapMethod(
                        label,
                        label,
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "no better than chance")),
                Optional.of(
                    new FactorInformation(
                        "test",
                        List.of(label, "x"),
                        List.of(
                            new UnitInformation(0, List.of(0.914, 0.02)),
                            new UnitInformation(3, List.of(0.0, 1.0))),
                        2)))),
        true,
        "Read from " + id + ".");
  }

  private LossCurve curve(String title, double start, Chart.Scale scale) {
    int[] epochs = new int[10];
    double[] train = new double[10];
    double[] validation = new double[10];
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = i + 1;
      train[i] = start * (0.4 + 0.6 * Math.exp(-0.5 * i));
      validation[i] = train[i] * 1.02 + random.nextGaussian() * start * 0.005;
    }
    return new LossCurve(
        title,
        "nats an image",
        "lower is better",
        "From " + (int) start + " down.",
        new Chart.Curve(
            "nats an image",
            scale,
            epochs,
            List.of(new Chart.Series("train", train), new Chart.Series("validation", validation))));
  }

  private Scores scores() {
    double[] edges = new double[41];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = 850 + 20 * i;
    }
    List<Chart.Series> counts = new ArrayList<>();
    for (int l = 0; l < LABELS.size(); l++) {
      double[] values = new double[40];
      for (int i = 0; i < 60; i++) {
        double score = l == 0 ? 4 + 2 * random.nextGaussian() : 22 + 7 * random.nextGaussian();
        values[(int) Math.max(0, Math.min(39, score))]++;
      }
      counts.add(new Chart.Series(l == 1 ? label : LABELS.get(l), values));
    }
    return new Scores(
        "negative ELBO",
        "nats",
        "test",
        300,
        58,
        "The dashed line is the threshold.",
        "Half of the images score below 930 nats.",
        new Chart.Histogram("Negative ELBO", "negative ELBO in nats", edges, counts, 1010.0),
        List.of(new LabelScores("good", 60, 926.1, 1), new LabelScores(label, 60, 1311.7, 57)));
  }

  private Detection detection() {
    List<Chart.Rate> roc = new ArrayList<>(List.of(new Chart.Rate(0, 0, null)));
    List<Chart.Rate> precisionRecall = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      double alarms = i / 60.0;
      double found = Math.pow(alarms, 0.1);
      roc.add(new Chart.Rate(alarms, found, 1500 - 10.0 * i));
      precisionRecall.add(new Chart.Rate(found, found / (found + alarms), 1500 - 10.0 * i));
    }
    return new Detection(
        "negative ELBO",
        "nats",
        "test",
        new Ranking("all", 240, 60, 0.91, 0.75, new F1Cut(0.9, 40)),
        new RateCurve(
            "ROC curve",
            "area 0.91",
            "Above the threshold are 191 of 240 anomalies.",
            new Chart.Rates(
                Chart.Join.STRAIGHT,
                "negative ELBO",
                "False positive rate",
                "True positive rate",
                roc,
                new double[] {0, 1},
                new Chart.Rate(0.1, Math.pow(0.1, 0.1), 1010.0))),
        new RateCurve(
            "Precision-recall curve",
            "average precision 0.75",
            "",
            new Chart.Rates(
                Chart.Join.STEPS,
                "negative ELBO",
                "Recall",
                "Precision",
                precisionRecall,
                new double[] {0.8, 0.8},
                null)),
        Optional.of(
            new Confusion(
                "test",
                OptionalDouble.empty(),
                6,
                54,
                List.of(new Confusion.Kind(label, 143, 37), new Confusion.Kind("spot", 48, 12)))),
        List.of(new Confusion.Kind(label, 143, 37), new Confusion.Kind("spot", 48, 12)));
  }

  private Embeddings embeddings() {
    List<Chart.Group> groups = new ArrayList<>();
    for (int l = 0; l < LABELS.size(); l++) {
      List<String> ids = new ArrayList<>();
      float[] x = new float[80];
      float[] y = new float[80];
      for (int i = 0; i < 80; i++) {
        ids.add(id + i);
        x[i] = (float) (2 * Math.cos(l * 1.3) + 0.6 * random.nextGaussian());
        y[i] = (float) (2 * Math.sin(l * 1.3) + 0.6 * random.nextGaussian());
      }
      groups.add(new Chart.Group(l == 1 ? label : LABELS.get(l), ids, x, y));
    }
    return new Embeddings(
        38.4,
        16,
        412,
        0,
        new Chart.Scatter(
            "first component (24.1 % of the variance)",
            "second component (14.3 % of the variance)", 400, groups));
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      pairs.add(
          new Pair(id, label, 900 + i, picture(image(i), "original"), picture(image(i), "again")));
    }
    return pairs;
  }

  private List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      BufferedImage image = image(i);
      float[] map = new float[SHAPE.height() * SHAPE.width()];
      for (int p = 0; p < map.length; p++) {
        int x = p % SHAPE.width() - 10;
        int y = p / SHAPE.width() - 12;
        map[p] = (float) (Math.exp(-(x * x + y * y) / 20.0) - (y > 8 ? 0.3 : 0));
      }
      cards.add(
          new Card(
              i + 1,
              id,
              label,
              1500.5 - i,
              100,
              true,
              List.of(
                  new Pane("image", picture(image, "image")),
                  new Pane("reconstruction", picture(image(i + 1), "reconstruction")),
                  new Pane("residual", picture(AttributionOverlay.over(image, map), id)))));
    }
    return cards;
  }

  private Strip strip(String name) {
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      images.add(image(i));
    }
    return new Strip(name, "−3", "+3", picture(PixelPicture.row(images), name));
  }

  private List<Picture> pictures(int count) {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(picture(image(i), "Sample " + i));
    }
    return pictures;
  }

  private static Picture picture(BufferedImage image, String alt) {
    return PixelPicture.picture(image, alt);
  }

  /** A disc on a gradient, another place and colour for every number. */
  private static BufferedImage image(int number) {
    int side = SHAPE.width();
    byte[] pixels = new byte[SHAPE.values()];
    for (int c = 0; c < SHAPE.channels(); c++) {
      for (int i = 0; i < side * side; i++) {
        int x = i % side - 8 - number % 16;
        int y = i / side - 16;
        boolean inside = x * x + y * y < 40;
        pixels[c * side * side + i] =
            (byte) (inside ? 60 * c + 5 * number : 150 + i / side + 8 * c);
      }
    }
    return io.latentlake.image.Picture.of(SHAPE, pixels);
  }
}
