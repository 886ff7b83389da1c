package io.latentlake.report;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.report.ReportContent.Embeddings;
import io.latentlake.table.EmbeddingsTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Embeddings projected onto their first two principal components. The components are computed from
 * all images; the points are a sample by hash of the image id.
 */
final class EmbeddingPlane {

  /** Longer ids are cut at the front, where paths are similar. */
  private static final int LONGEST_ID = 80;

  private static final MathContext SHOWN_DIGITS = new MathContext(4);

  private final ShownLabels labels;
  private final int points;

  EmbeddingPlane(ShownLabels labels, int points) {
    this.labels = labels;
    this.points = points;
  }

  /** Reads the plane. */
  Part<Embeddings> read(Dataset<Row> embeddings) {
    List<Row> first =
        embeddings.select(size(col(EmbeddingsTable.EMBEDDING))).limit(2).collectAsList();
    if (first.size() < 2 || first.get(0).getInt(0) < 2) {
      return new Part.Absent<>("The plot needs at least two images and two latent units.");
    }
    Dataset<Row> vectors =
        embeddings.select(
            col(EmbeddingsTable.IMAGE_ID),
            labels.name(EmbeddingsTable.LABEL).as(EmbeddingsTable.LABEL),
            array_to_vector(col(EmbeddingsTable.EMBEDDING)).as("vector"));
    PCAModel pca = new PCA().setInputCol("vector").setOutputCol("plane").setK(2).fit(vectors);
    double[] signs = signs(pca.pc());
    List<Row> sample =
        pca.transform(vectors)
            .orderBy(xxhash64(col(EmbeddingsTable.IMAGE_ID)), col(EmbeddingsTable.IMAGE_ID))
            .select(EmbeddingsTable.IMAGE_ID, EmbeddingsTable.LABEL, "plane")
            .limit(points)
            .collectAsList();
    List<Chart.Group> groups = new ArrayList<>();
    for (String label : labels.names()) {
      List<Row> own = sample.stream().filter(row -> row.getString(1).equals(label)).toList();
      groups.add(
          new Chart.Group(
              label,
              own.stream().map(row -> shortened(row.getString(0))).toList(),
              coordinates(own, 0, signs[0]),
              coordinates(own, 1, signs[1])));
    }
    double[] explained = pca.explainedVariance().toArray();
    return new Part.Shown<>(
        new Embeddings(
            100 * (explained[0] + explained[1]),
            pca.pc().numRows(),
            vectors.count(),
            labels.others(),
            new Chart.Scatter(
                axis("first", explained[0]), axis("second", explained[1]), sample.size(), groups)));
  }

  private static String axis(String which, double explained) {
    return "%s component (%s %% of variance)"
        .formatted(which, FigureFormat.format(100 * explained));
  }

  /** The sign of a component is arbitrary: its largest loading is made positive. */
  private static double[] signs(DenseMatrix components) {
    double[] signs = new double[2];
    for (int c = 0; c < 2; c++) {
      double largest = 0;
      for (int r = 0; r < components.numRows(); r++) {
        double loading = components.apply(r, c);
        largest = Math.abs(loading) > Math.abs(largest) ? loading : largest;
      }
      signs[c] = largest < 0 ? -1 : 1;
    }
    return signs;
  }

  private static float[] coordinates(List<Row> rows, int component, double sign) {
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      double value = sign * ((Vector) rows.get(i).get(2)).apply(component);
      values[i] =
          Double.isFinite(value)
              ? new BigDecimal(value).round(SHOWN_DIGITS).floatValue()
              : Float.NaN;
    }
    return values;
  }

  private static String shortened(String id) {
    return id.length() <= LONGEST_ID ? id : "…" + id.substring(id.length() - LONGEST_ID);
  }
}
