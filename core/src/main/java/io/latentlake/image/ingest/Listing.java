package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.image.DataOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Summary of a listing, computed in one pass.
 *
 * @param items every input item
 * @param images items not known to be unusable
 * @param bytes length of the items together
 * @param carve whether validation images have to be set aside, as the source has none
 * @param rowsBySplit items not known to be unusable, by the split they end up in
 * @param fingerprint hash over id, length and modification time of every item, in any order
 * @param sampleFault why one of the unusable items is unusable; empty if none is
 * @param first the {@link FirstImages#wanted} items not known to be unusable whose ids sort first
 */
record Listing(
    long items,
    long images,
    long bytes,
    boolean carve,
    Map<String, Long> rowsBySplit,
    String fingerprint,
    String sampleFault,
    List<Row> first) {
  private static final String ASIDE = "aside";
  private static final String ITEM = "item";

  static Listing of(Dataset<Row> listed, DataOptions options, long seed) {
    int firstWanted = FirstImages.wanted(options);
    Column identity = concat_ws("|", col(Items.IMAGE_ID), col(Items.BYTES), col(Items.MODIFIED));
    List<Column> columns =
        new ArrayList<>(
            List.of(
                PlannedItems.namedSplit(options).as(Items.SPLIT),
                PlannedItems.setAside(options, seed).as(ASIDE),
                col(Items.FAULT),
                col(Items.FAULT_DETAIL),
                col(Items.URI),
                col(Items.BYTES),
                xxhash64(lit("a"), identity).as("a"),
                xxhash64(lit("b"), identity).as("b")));
    if (firstWanted > 0) {
      // Only then: it may hold the image itself, which otherwise need not be read.
      columns.add(
          struct(Arrays.stream(listed.columns()).map(functions::col).toArray(Column[]::new))
              .as(ITEM));
    }
    // Not as SQL aggregates: one Spark job instead of three, and no query to be planned for each.
    return of(
        listed
            .select(columns.toArray(new Column[0]))
            .toJavaRDD()
            // Rows may contain images, so a driver cannot collect them from a thousand partitions
            .treeAggregate(new ListingTally(firstWanted), Listing::add, ListingTally::merge));
  }

  private static ListingTally add(ListingTally tally, Row row) {
    boolean faulty = row.getAs(Items.FAULT) != null;
    if (faulty) {
      tally.sampleFault(
          row.<String>getAs(Items.URI) + ": " + row.<String>getAs(Items.FAULT_DETAIL));
    } else if (tally.keepsFirst()) {
      tally.keepIfFirst(row.getAs(ITEM));
    }
    ListingTally.Group group =
        new ListingTally.Group(row.getAs(Items.SPLIT), row.getAs(ASIDE), faulty);
    return tally.add(group, row.getAs(Items.BYTES), row.getAs("a"), row.getAs("b"));
  }

  private static Listing of(ListingTally tally) {
    boolean carve =
        tally.groups().keySet().stream()
            .noneMatch(group -> !group.faulty() && group.split().equals(Splits.VALIDATION));
    long items = 0;
    long images = 0;
    long bytes = 0;
    long a = 0;
    long b = 0;
    Map<String, Long> rows = new HashMap<>();
    for (Map.Entry<ListingTally.Group, ListingTally.Sums> entry : tally.groups().entrySet()) {
      ListingTally.Group group = entry.getKey();
      ListingTally.Sums sums = entry.getValue();
      items += sums.items();
      bytes += sums.bytes();
      a ^= sums.a();
      b ^= sums.b();
      if (!group.faulty()) {
        images += sums.items();
        boolean aside = carve && group.split().equals(Splits.TRAIN) && group.aside();
        rows.merge(aside ? Splits.VALIDATION : group.split(), sums.items(), Long::sum);
      }
    }
    String fingerprint = String.format(Locale.ROOT, "%d-%016x%016x", items, a, b);
    return new Listing(
        items, images, bytes, carve, rows, fingerprint, tally.sampleFault(), tally.first());
  }
}
