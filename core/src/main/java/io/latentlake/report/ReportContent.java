package io.latentlake.report;

import io.latentlake.evaluate.Confusion;
import io.latentlake.evaluate.Ranking;
import io.latentlake.table.MetricsTable.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of the page, in order, without markup.
 *
 * @param title heading of the page
 * @param lead one or two sentences on model and data
 * @param keyFigures the few figures that matter most
 * @param cautions what the reader should know before trusting the figures, a sentence each
 * @param origin what the model was trained on and how
 * @param training how the losses fell
 * @param reconstructions images beside what the model makes of them
 * @param scores distribution of the anomaly scores
 * @param detection how well the score tells anomalies from normal images
 * @param anomalies the images of highest score
 * @param mistakes the anomalies of lowest score and the normal images of highest score
 * @param meanMaps mean attribution maps of groups of images
 * @param embeddings the latent space in two dimensions
 * @param clusters what is typical and odd in each cluster of the latent space
 * @param traversals the effect of single latent units
 * @param interpolations interpolations between images
 * @param samples images drawn from the prior
 * @param metrics what was measured against ground truth
 * @param pictures whether images are shown at all
 * @param footer where the numbers came from
 */
public record ReportContent(
    String title,
    String lead,
    List<KeyFigure> keyFigures,
    List<String> cautions,
    List<FactGroup> origin,
    Part<List<LossCurve>> training,
    Part<Reconstructions> reconstructions,
    Part<Scores> scores,
    Part<Detection> detection,
    Part<Anomalies> anomalies,
    Part<Mistakes> mistakes,
    Part<List<MeanMap>> meanMaps,
    Part<Embeddings> embeddings,
    Part<List<Cluster>> clusters,
    Part<List<Strip>> traversals,
    Part<List<Strip>> interpolations,
    Part<List<Picture>> samples,
    Part<Metrics> metrics,
    boolean pictures,
    String footer) {

  /**
   * The sections that have nothing to show.
   *
   * @return their names, in the page's order
   */
  public List<String> absentSections() {
    Map<String, Part<?>> parts = new LinkedHashMap<>();
    parts.put("metrics", metrics);
    parts.put("training", training);
    parts.put("reconstructions", reconstructions);
    parts.put("scores", scores);
    parts.put("detection", detection);
    parts.put("anomalies", anomalies);
    parts.put("mistakes", mistakes);
    parts.put("mean-maps", meanMaps);
    parts.put("embeddings", embeddings);
    parts.put("clusters", clusters);
    parts.put("traversals", traversals);
    parts.put("interpolations", interpolations);
    parts.put("samples", samples);
    return parts.entrySet().stream()
        .filter(part -> !part.getValue().present())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * A figure at the head of the page.
   *
   * @param value the figure, as it is printed
   * @param unit its unit, or empty
   * @param meaning what it says
   */
  public record KeyFigure(String value, String unit, String meaning) {}

  /**
   * Facts that belong together.
   *
   * @param title what they are about
   * @param facts the facts
   * @param folded whether only a reader who asks should see them
   */
  public record FactGroup(String title, List<Fact> facts, boolean folded) {}

  /**
   * A name and what it is.
   *
   * @param name the name
   * @param value the value in words
   */
  public record Fact(String name, String value) {}

  /**
   * One loss term over the epochs.
   *
   * @param title the term in words
   * @param unit its unit
   * @param explanation how to read it
   * @param summary the first and last values in a sentence, for those who do not see the chart
   * @param chart the numbers
   */
  public record LossCurve(
      String title, String unit, String explanation, String summary, Chart.Curve chart) {}

  /**
   * A picture in the page.
   *
   * @param uri a {@code data:} URI
   * @param width pixels
   * @param height pixels
   * @param alt what it shows, in words
   */
  public record Picture(String uri, int width, int height, String alt) {}

  /**
   * Images beside their reconstructions.
   *
   * @param split the split they come from
   * @param unit unit of the errors
   * @param pairs the images
   */
  public record Reconstructions(String split, String unit, List<Pair> pairs) {}

  /**
   * An image and its reconstruction.
   *
   * @param id image id
   * @param label label, or empty
   * @param error reconstruction error; low is good
   * @param original the image
   * @param reconstruction what the model makes of it
   */
  public record Pair(
      String id, String label, double error, Picture original, Picture reconstruction) {}

  /**
   * The distribution of the anomaly score.
   *
   * @param score name of the score
   * @param unit its unit
   * @param split the split shown
   * @param images how many images it has
   * @param flagged how many of them count as anomalies
   * @param thresholdOrigin where the threshold comes from, in words; empty if there is none
   * @param summary what the chart shows, in a sentence
   * @param chart the numbers
   * @param labels the score by label
   */
  public record Scores(
      String score,
      String unit,
      String split,
      long images,
      long flagged,
      String thresholdOrigin,
      String summary,
      Chart.Histogram chart,
      List<LabelScores> labels) {}

  /**
   * The scores of one label.
   *
   * @param label the label
   * @param images how many images carry it
   * @param median median score
   * @param flagged how many of them count as anomalies
   */
  public record LabelScores(String label, long images, double median, long flagged) {
    /**
     * Flagged images among all of the label.
     *
     * @return a share from 0 to 100, in percent
     */
    public double flaggedPercent() {
      return images == 0 ? 0 : 100.0 * flagged / images;
    }
  }

  /**
   * The images of highest score.
   *
   * @param score name of the score
   * @param unit its unit
   * @param split the split they come from
   * @param cards the images, highest score first
   * @param mapsAbsent why no maps are shown; empty if they are
   */
  public record Anomalies(
      String score, String unit, String split, List<Card> cards, String mapsAbsent) {}

  /**
   * How well the anomaly score tells anomalies from normal images, by the ground truth.
   *
   * @param score name of the score
   * @param unit its unit
   * @param split the split they come from
   * @param ranking how many images of each side there are, and how well they are ranked
   * @param roc true positive rate over false positive rate
   * @param precisionRecall precision over recall
   * @param confusion what the model's threshold says; empty if it has none
   * @param kinds its outcome for the kinds of anomaly of which it finds the smallest share, that
   *     share rising
   */
  public record Detection(
      String score,
      String unit,
      String split,
      Ranking ranking,
      RateCurve roc,
      RateCurve precisionRecall,
      Optional<Confusion> confusion,
      List<Confusion.Kind> kinds) {}

  /**
   * What thresholds lead to.
   *
   * @param title name of the curve
   * @param explanation how good it is, and how to read it
   * @param summary what the model's threshold leads to, in a sentence; empty if it has none
   * @param chart the numbers
   */
  public record RateCurve(String title, String explanation, String summary, Chart.Rates chart) {}

  /**
   * Where the anomaly score and the ground truth disagree most.
   *
   * @param score name of the score
   * @param unit its unit
   * @param split the split the images come from
   * @param misses anomalies, lowest score first
   * @param falseAlarms normal images, highest score first
   * @param mapsAbsent why no maps are shown; empty if they are
   */
  public record Mistakes(
      String score,
      String unit,
      String split,
      List<Card> misses,
      List<Card> falseAlarms,
      String mapsAbsent) {}

  /**
   * An image in a list by score.
   *
   * @param rank 1 for the first of the list
   * @param id image id
   * @param label label, or empty
   * @param score the anomaly score
   * @param percentile share of validation images with a lower score, in percent; NaN if unknown
   * @param flagged whether it counts as an anomaly
   * @param panes the image, its reconstruction and its maps
   */
  public record Card(
      int rank,
      String id,
      String label,
      double score,
      double percentile,
      boolean flagged,
      List<Pane> panes) {
    /**
     * Whether the percentile is known.
     *
     * @return true if it is
     */
    public boolean ranked() {
      return !Double.isNaN(percentile);
    }

    /** The same card with pictures. */
    Card with(List<Pane> pictures) {
      return new Card(rank, id, label, score, percentile, flagged, pictures);
    }
  }

  /**
   * A picture with a caption.
   *
   * @param caption what it is
   * @param picture the picture
   */
  public record Pane(String caption, Picture picture) {}

  /**
   * The latent space in two dimensions.
   *
   * @param explained share of the variance that the two dimensions hold, in percent
   * @param latent number of latent units
   * @param images how many images the axes were computed from
   * @param otherLabels how many rarer labels are drawn as one
   * @param chart the points
   */
  public record Embeddings(
      double explained, int latent, long images, int otherLabels, Chart.Scatter chart) {}

  /**
   * Mean maps of groups of images, all on one scale.
   *
   * @param title the method, the target and what the images of a group share
   * @param panes a map for each group
   */
  public record MeanMap(String title, List<Pane> panes) {}

  /**
   * A cluster of the latent space.
   *
   * @param number from 1
   * @param images how many it has
   * @param flagged how many of them count as anomalies
   * @param labels the most frequent labels with their shares, in words; empty if there are none
   * @param panes the images nearest to its centre, then those farthest from it
   */
  public record Cluster(int number, long images, long flagged, String labels, List<Pane> panes) {
    /**
     * Flagged images among all of the cluster.
     *
     * @return a share from 0 to 100, in percent
     */
    public double flaggedPercent() {
      return images == 0 ? 0 : 100.0 * flagged / images;
    }
  }

  /**
   * A row of pictures in one.
   *
   * @param name what changes along it
   * @param start what stands at its left end
   * @param end what stands at its right end
   * @param picture the row
   */
  public record Strip(String name, String start, String end, Picture picture) {}

  /**
   * The metrics.
   *
   * @param split the split that matters most
   * @param own figures of that split
   * @param others figures of the other splits
   * @param maps the attribution methods, best first; empty if no map was measured
   * @param information what latent units tell about factors, if any factor is known
   */
  public record Metrics(
      String split,
      Figures own,
      Figures others,
      List<MapMethod> maps,
      Optional<FactorInformation> information) {}

  /**
   * Measured figures.
   *
   * @param shown those on the page
   * @param further how many more the table has
   */
  public record Figures(List<Metric> shown, long further) {}

  /**
   * How good the maps of an attribution method are.
   *
   * @param name of the method
   * @param target the number that it explains
   * @param auroc over the pixels of all images, against their masks
   * @param aupro over the pixels of all images, against their masks
   * @param maskAuroc mean over images with its interval, in words; empty if it was not measured
   * @param deletion mean of the number while its highest pixels are blurred first
   * @param randomDeletion the same with pixels in a random order
   * @param sensitivity most change of a map when pixels change a little
   * @param untrained rank correlation with maps of an untrained network
   * @param verdict what speaks against trusting it; empty if nothing does
   */
  public record MapMethod(
      String name,
      String target,
      Optional<Double> auroc,
      Optional<Double> aupro,
      String maskAuroc,
      Optional<Double> deletion,
      Optional<Double> randomDeletion,
      Optional<Double> sensitivity,
      Optional<Double> untrained,
      String verdict) {}

  /**
   * What latent units tell about factors.
   *
   * @param split the split it was measured on
   * @param factors names of the factors
   * @param units the latent units that tell most
   * @param others how many units tell less
   */
  public record FactorInformation(
      String split, List<String> factors, List<UnitInformation> units, int others) {}

  /**
   * What a latent unit tells.
   *
   * @param unit its number, from 0
   * @param shares part of each factor's entropy, from 0 to 1; as many as factors
   */
  public record UnitInformation(int unit, List<Double> shares) {}
}
