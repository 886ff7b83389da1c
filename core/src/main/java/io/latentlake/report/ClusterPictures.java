package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.picture.StoredImage;
import io.latentlake.report.ReportContent.Cluster;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.ScoresTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Clusters of the latent space with their most typical images and those farthest from the centre.
 *
 * @param images rows of the images table
 * @param scores rows of the scores table
 */
record ClusterPictures(Dataset<Row> images, Dataset<Row> scores) {
  /** Limit in bytes for all pictures of the section in the page. */
  private static final long BYTES = 1_500_000;

  private static final int MOST_CLUSTERS = 12;
  private static final int PROTOTYPES = 4;
  private static final int OUTLIERS = 2;
  private static final int MOST_LABELS = 3;
  private static final String FLAGGED = "flagged";
  private static final String FROM_CENTRE = "from_centre";
  private static final String FROM_EDGE = "from_edge";

  /** The largest clusters, by their numbers. */
  List<Cluster> read(Dataset<Row> clusters) {
    Dataset<Row> scored =
        clusters
            .select(ClustersTable.IMAGE_ID, ClustersTable.CLUSTER, ClustersTable.DISTANCE)
            .join(
                scores.select(ScoresTable.IMAGE_ID, ScoresTable.LABEL, ScoresTable.IS_ANOMALY),
                new String[] {ClustersTable.IMAGE_ID},
                "left");
    List<Row> largest =
        scored
            .groupBy(ClustersTable.CLUSTER)
            .agg(
                count(lit(1)).as("images"),
                sum(when(col(ScoresTable.IS_ANOMALY), 1L).otherwise(0L)).as(FLAGGED))
            .orderBy(col("images").desc(), col(ClustersTable.CLUSTER))
            .limit(MOST_CLUSTERS)
            .orderBy(ClustersTable.CLUSTER)
            .collectAsList();
    Object[] numbers = largest.stream().map(row -> row.get(0)).toArray();
    Dataset<Row> shown = scored.where(col(ClustersTable.CLUSTER).isin(numbers));
    Map<Integer, String> labels = labels(shown);
    Map<Integer, List<Pane>> panes = panes(shown, numbers.length);
    return largest.stream()
        .map(
            row ->
                new Cluster(
                    row.getInt(0),
                    row.getLong(1),
                    row.getLong(2),
                    labels.getOrDefault(row.getInt(0), ""),
                    panes.getOrDefault(row.getInt(0), List.of())))
        .toList();
  }

  private static Map<Integer, String> labels(Dataset<Row> scored) {
    Column all = sum("images").over(Window.partitionBy(ClustersTable.CLUSTER));
    Column place =
        row_number()
            .over(
                Window.partitionBy(ClustersTable.CLUSTER)
                    .orderBy(col("images").desc(), col(ScoresTable.LABEL)));
    return scored
        .groupBy(ClustersTable.CLUSTER, ScoresTable.LABEL)
        .agg(count(lit(1)).as("images"))
        .select(
            col(ClustersTable.CLUSTER),
            col(ScoresTable.LABEL),
            col("images").multiply(100.0).divide(all),
            place.as("place"))
        .where(col("place").leq(MOST_LABELS).and(col(ScoresTable.LABEL).isNotNull()))
        .orderBy(ClustersTable.CLUSTER, "place")
        .collectAsList()
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> row.getInt(0),
                Collectors.mapping(
                    row ->
                        String.format(
                            Locale.ROOT, "%s %.0f %%", row.getString(1), row.getDouble(2)),
                    Collectors.joining(", "))));
  }

  private Map<Integer, List<Pane>> panes(Dataset<Row> scored, int clusters) {
    List<Row> rows =
        scored
            .withColumn(FROM_CENTRE, place(col(ClustersTable.DISTANCE)))
            .withColumn(FROM_EDGE, place(col(ClustersTable.DISTANCE).desc()))
            .where(col(FROM_CENTRE).leq(PROTOTYPES).or(col(FROM_EDGE).leq(OUTLIERS)))
            .orderBy(ClustersTable.CLUSTER, FROM_CENTRE)
            .select(ClustersTable.IMAGE_ID, ClustersTable.CLUSTER, FROM_CENTRE)
            .collectAsList();
    Map<String, StoredImage> stored =
        StoredImage.byId(images, rows.stream().map(row -> row.getString(0)).toList());
    int side = PixelPicture.sideFor(BYTES, clusters * (PROTOTYPES + OUTLIERS));
    return rows.stream()
        .filter(row -> stored.containsKey(row.getString(0)))
        .collect(
            Collectors.groupingBy(
                row -> row.getInt(1),
                Collectors.mapping(
                    row -> pane(row, stored.get(row.getString(0)), side), Collectors.toList())));
  }

  private static Column place(Column order) {
    return row_number()
        .over(
            Window.partitionBy(ClustersTable.CLUSTER).orderBy(order, col(ClustersTable.IMAGE_ID)));
  }

  private static Pane pane(Row row, StoredImage image, int side) {
    String kind = row.getInt(2) <= PROTOTYPES ? "typical" : "far from the centre";
    String label = image.label().isEmpty() ? "" : " (" + image.label() + ")";
    return CardPictures.pane(
        kind + label,
        image.image(),
        side,
        "Image " + image.words() + ", " + kind + " in cluster " + row.getInt(1));
  }
}
