package io.latentlake.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * How well anomaly scores tell images from the same images with drawn defects. No label is asked.
 *
 * @param score name of the model's score
 * @param chosen whether it is the model's because of these figures
 * @param split where the images come from
 * @param images how many they are
 * @param auroc by the name of each score, highest first: share of all pairs of an image and one
 *     with defects in which the latter scores higher, equal scores counting half
 */
public record ScoreComparison(
    String score, boolean chosen, String split, long images, Map<String, Double> auroc)
    implements Serializable {

  /**
   * Checks and sorts.
   *
   * @throws IllegalArgumentException if there are no images, or a figure is not in [0, 1]
   */
  public ScoreComparison {
    if (images < 1 || auroc.values().stream().anyMatch(figure -> !(figure >= 0 && figure <= 1))) {
      throw new IllegalArgumentException(
          "scores of " + images + " images have the AUROCs " + auroc + "; allowed is 0 to 1");
    }
    List<Map.Entry<String, Double>> figures = new ArrayList<>(auroc.entrySet());
    figures.sort(
        Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    Map<String, Double> sorted = new LinkedHashMap<>();
    figures.forEach(figure -> sorted.put(figure.getKey(), figure.getValue()));
    auroc = Collections.unmodifiableMap(sorted);
  }

  /**
   * The same with the best score as the model's; that it has already, if none is better.
   *
   * @return a comparison whose score is chosen
   */
  public ScoreComparison choose() {
    double own = auroc.getOrDefault(score, 0.0);
    Map.Entry<String, Double> best = auroc.entrySet().iterator().next();
    return new ScoreComparison(
        best.getValue() > own ? best.getKey() : score, true, split, images, auroc);
  }

  /**
   * The share of pairs that a score puts into the right order.
   *
   * @param normal scores of images, none NaN
   * @param defective scores of images with defects, none NaN
   * @return the AUROC, exact
   */
  public static double auroc(double[] normal, double[] defective) {
    double[] all = new double[defective.length + normal.length];
    System.arraycopy(defective, 0, all, 0, defective.length);
    System.arraycopy(normal, 0, all, defective.length, normal.length);
    double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(all);
    double sum = 0;
    for (int i = 0; i < defective.length; i++) {
      sum += ranks[i];
    }
    double least = defective.length * (defective.length + 1.0) / 2;
    return (sum - least) / defective.length / normal.length;
  }

  /**
   * The figures in a sentence.
   *
   * @return what was compared, and all figures
   */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%s %s: AUROC of %d %s images against the same with drawn defects: %s",
        score,
        chosen ? "was chosen" : "is the model's score",
        images,
        split,
        auroc.entrySet().stream()
            .map(
                figure -> String.format(Locale.ROOT, "%s %.3f", figure.getKey(), figure.getValue()))
            .collect(Collectors.joining(", ")));
  }
}
