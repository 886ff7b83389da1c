package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.latentlake.evaluate.MapSum.Group;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/** Means of attribution maps over images that have something in common. */
public final class MeanMaps {
  /** Rarer labels have no mean of their own, so that the table stays small. */
  private static final int MOST_LABELS = 100;

  private static final int TENTHS = 10;
  private static final int QUANTILE_ACCURACY = 10_000;
  private static final int PARTITIONS = 8;
  private static final String GROUPS = "groups";
  private static final String CUTS = "cuts";
  private static final String FREQUENT = "frequent";

  private MeanMaps() {}

  /**
   * Means by label, by tenth of the anomaly score and by cluster, for every split, method and
   * target. Maps are summed where they are; only sums move.
   *
   * @param scores rows of the scores table
   * @param attributions rows of the attributions table with method and target
   * @param clusters rows of the clusters table, if there is one
   * @return rows of {@link MeanAttributionsTable}
   */
  public static Dataset<Row> rows(
      Dataset<Row> scores, Dataset<Row> attributions, Optional<Dataset<Row>> clusters) {
    JavaRDD<Row> means =
        attributions
            .select(
                AttributionsTable.IMAGE_ID,
                AttributionsTable.METHOD,
                AttributionsTable.TARGET,
                AttributionsTable.HEIGHT,
                AttributionsTable.WIDTH,
                AttributionsTable.ATTRIBUTION)
            .join(groups(scores, clusters), AttributionsTable.IMAGE_ID)
            .toJavaRDD()
            .flatMapToPair(MeanMaps::grouped)
            .combineByKey(MapSum::of, MapSum::add, MapSum::add, PARTITIONS)
            .map(sum -> sum._2().means(sum._1()));
    return attributions.sparkSession().createDataFrame(means, MeanAttributionsTable.SCHEMA);
  }

  private static Iterator<Tuple2<Group, MapSum.Map>> grouped(Row row) {
    MapSum.Map map = new MapSum.Map(row.getInt(3), row.getInt(4), row.getSeq(5));
    List<Tuple2<Group, MapSum.Map>> all = new ArrayList<>();
    for (Row group : row.<Row>getList(7)) {
      all.add(
          new Tuple2<>(
              new Group(
                  row.getString(6),
                  row.getString(1),
                  row.getString(2),
                  group.getString(0),
                  group.getString(1)),
              map));
    }
    return all.iterator();
  }

  /** For each image its split and its groups. */
  private static Dataset<Row> groups(Dataset<Row> scores, Optional<Dataset<Row>> clusters) {
    Dataset<Row> images =
        scores
            .join(broadcast(tenths(scores)), ScoresTable.SPLIT)
            .join(broadcast(frequentLabels(scores)), new String[] {ScoresTable.LABEL}, "left");
    List<Column> groups = new ArrayList<>();
    groups.add(when(col(FREQUENT), group(MeanAttributionsTable.LABEL, col(ScoresTable.LABEL))));
    Column below = size(filter(col(CUTS), cut -> cut.lt(ScoresTable.anomalyScore()))).plus(1);
    groups.add(
        when(
            ScoresTable.anomalyScore().isNotNull(),
            group(MeanAttributionsTable.SCORE_DECILE, below)));
    if (clusters.isPresent()) {
      images =
          images.join(
              clusters.get().select(ClustersTable.IMAGE_ID, ClustersTable.CLUSTER),
              new String[] {ScoresTable.IMAGE_ID},
              "left");
      groups.add(
          when(
              col(ClustersTable.CLUSTER).isNotNull(),
              group(MeanAttributionsTable.CLUSTER, col(ClustersTable.CLUSTER))));
    }
    return images.select(
        col(ScoresTable.IMAGE_ID),
        col(ScoresTable.SPLIT),
        array_compact(array(groups.toArray(Column[]::new))).as(GROUPS));
  }

  private static Column group(String grouping, Column name) {
    return struct(
        lit(grouping).as(MeanAttributionsTable.GROUPING),
        name.cast(DataTypes.StringType).as(MeanAttributionsTable.GROUP));
  }

  private static Dataset<Row> tenths(Dataset<Row> scores) {
    Column[] shares =
        IntStream.range(1, TENTHS)
            .mapToObj(tenth -> lit((double) tenth / TENTHS))
            .toArray(Column[]::new);
    return scores
        .groupBy(ScoresTable.SPLIT)
        .agg(
            percentile_approx(ScoresTable.anomalyScore(), array(shares), lit(QUANTILE_ACCURACY))
                .as(CUTS));
  }

  private static Dataset<Row> frequentLabels(Dataset<Row> scores) {
    return scores
        .where(col(ScoresTable.LABEL).isNotNull())
        .groupBy(ScoresTable.LABEL)
        .count()
        .orderBy(col("count").desc(), col(ScoresTable.LABEL))
        .limit(MOST_LABELS)
        .select(col(ScoresTable.LABEL), lit(true).as(FREQUENT));
  }
}
