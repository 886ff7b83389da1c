package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.latentlake.image.DataOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a listing amounts to, found in one pass.
 *
 * @param items every input item
 * @param images items not known to be unusable
 * @param bytes length of the items together
 * @param carve whether validation images have to be set aside, as the source has none
 * @param rowsBySplit items not known to be unusable, by the split they end up in
 * @param fingerprint hash over id, length and modification time of every item, in any order
 * @param sampleFault why one of the unusable items is unusable; empty if none is
 */
record Listing(
    long items,
    long images,
    long bytes,
    boolean carve,
    Map<String, Long> rowsBySplit,
    String fingerprint,
    String sampleFault) {
  static Listing of(Dataset<Row> listed, DataOptions options, long seed) {
    String identity = "concat_ws('|', image_id, bytes, modified)";
    List<Row> groups =
        listed
            .groupBy(
                PlannedItems.namedSplit(options).as("split"),
                PlannedItems.setAside(options, seed).as("aside"),
                col(Items.FAULT).isNotNull().as("faulty"))
            .agg(
                count(lit(1)).as("items"),
                coalesce(sum(col(Items.BYTES)), lit(0L)).as("bytes"),
                // Exclusive or: the same whatever the order, and it cannot overflow.
                expr("bit_xor(xxhash64('a', " + identity + "))").as("a"),
                expr("bit_xor(xxhash64('b', " + identity + "))").as("b"),
                first(concat_ws(": ", col(Items.URI), col(Items.FAULT_DETAIL))).as("sample"))
            .collectAsList();
    boolean carve =
        groups.stream()
            .noneMatch(
                g ->
                    !g.<Boolean>getAs("faulty")
                        && g.<String>getAs("split").equals(Splits.VALIDATION));
    long items = 0;
    long images = 0;
    long bytes = 0;
    long a = 0;
    long b = 0;
    String sample = "";
    Map<String, Long> rows = new HashMap<>();
    for (Row group : groups) {
      long size = group.getAs("items");
      items += size;
      bytes += group.<Long>getAs("bytes");
      a ^= group.<Long>getAs("a");
      b ^= group.<Long>getAs("b");
      if (group.<Boolean>getAs("faulty")) {
        sample = group.getAs("sample");
        continue;
      }
      images += size;
      String split = group.getAs("split");
      boolean aside = carve && split.equals(Splits.TRAIN) && group.<Boolean>getAs("aside");
      rows.merge(aside ? Splits.VALIDATION : split, size, Long::sum);
    }
    String fingerprint = String.format("%d-%016x%016x", items, a, b);
    return new Listing(items, images, bytes, carve, rows, fingerprint, sample);
  }
}
