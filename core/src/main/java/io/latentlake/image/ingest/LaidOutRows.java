package io.latentlake.image.ingest;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * Rows of both tables, sorted into their files. The first action on either table decodes them;
 * later actions read the shuffle's files.
 */
final class LaidOutRows {
  private static final int REASON = RejectsTable.SCHEMA.fieldIndex(RejectsTable.REASON);

  private final SparkSession spark;
  private final RDD<Tuple2<LayoutKey, Row>> sorted;
  private final int imageFiles;

  LaidOutRows(SparkSession spark, JavaPairRDD<LayoutKey, Row> rows, ImageLayout layout) {
    this.spark = spark;
    this.sorted = rows.repartitionAndSortWithinPartitions(layout).rdd();
    this.imageFiles = layout.imageFiles();
  }

  Dataset<Row> images() {
    return part(new Between(0, imageFiles), ImagesTable.SCHEMA);
  }

  Dataset<Row> rejects() {
    return part(new Between(imageFiles, Integer.MAX_VALUE), RejectsTable.SCHEMA);
  }

  /** How many items are rejected, by reason. */
  Map<String, Long> rejectsByReason() {
    return rows(new Between(imageFiles, Integer.MAX_VALUE))
        .aggregate(
            new TreeMap<String, Long>(),
            (counts, reject) -> {
              counts.merge(reject.getString(REASON), 1L, Long::sum);
              return counts;
            },
            (some, others) -> {
              others.forEach((reason, count) -> some.merge(reason, count, Long::sum));
              return some;
            });
  }

  private Dataset<Row> part(Between partitions, StructType schema) {
    return spark.createDataFrame(rows(partitions), schema);
  }

  private JavaRDD<Row> rows(Between partitions) {
    RDD<Tuple2<LayoutKey, Row>> pruned =
        new PartitionPruningRDD<>(sorted, partitions, sorted.elementClassTag());
    return pruned.toJavaRDD().map(Tuple2::_2);
  }

  /** Whether a partition's number lies in a range. */
  private static final class Between extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int from;
    private final int before;

    Between(int from, int before) {
      this.from = from;
      this.before = before;
    }

    @Override
    public Object apply(Object partition) {
      int index = (Integer) partition;
      return index >= from && index < before;
    }
  }
}
