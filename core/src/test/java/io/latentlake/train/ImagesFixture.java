package io.latentlake.train;

import io.latentlake.LocalSpark;
import io.latentlake.image.ImageShape;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Small images tables: each image is a mixture of a few fixed patterns, so there is a latent. */
public final class ImagesFixture {
  public static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  public static final String DATA_ID = "patterns";
  static final int ROWS_PER_GROUP = 10;

  private ImagesFixture() {}

  /** Writes a table as ingest would, but with row groups of {@value #ROWS_PER_GROUP}. */
  public static String write(Path folder, int train, int validation) {
    return write(folder, train, validation, "run1");
  }

  /** Writes the same table as another run. */
  static String write(Path folder, int train, int validation, String runId) {
    return write(folder, train, validation, runId, Collections.singletonList(null));
  }

  /** Writes such a table whose images have labels, which may be null, in turn. */
  public static String write(
      Path folder, int train, int validation, String runId, List<String> labels) {
    SparkSession spark = LocalSpark.session();
    List<Row> rows = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < train; i++) {
      rows.add(row("train", i, labels.get(i % labels.size()), random));
    }
    for (int i = 0; i < validation; i++) {
      rows.add(row("validation", i, labels.get(i % labels.size()), random));
    }
    Dataset<Row> images = spark.createDataFrame(rows, ImagesTable.SCHEMA);
    String check = Integer.toString(ROWS_PER_GROUP);
    new TableStore(spark, folder.toUri().toString())
        .write(
            images
                .repartitionByRange(2, functions.col(ImagesTable.SPLIT))
                .sortWithinPartitions(ImagesTable.IMAGE_ID),
            ImagesTable.key(DATA_ID),
            runId,
            Map.of(
                "parquet.page.size.row.check.min", check,
                "parquet.page.size.row.check.max", check,
                "parquet.block.size", "1"));
    return folder.toUri().toString();
  }

  private static Row row(String split, int number, String label, Random random) {
    byte[] pixels = new byte[SHAPE.values()];
    double across = random.nextDouble();
    double down = random.nextDouble();
    for (int y = 0; y < SHAPE.height(); y++) {
      for (int x = 0; x < SHAPE.width(); x++) {
        double value = across * x / 7 + down * (7 - y) / 7;
        pixels[y * SHAPE.width() + x] = (byte) Math.round(255 * value / 2);
      }
    }
    String id = String.format("%s/%04d", split, number);
    return RowFactory.create(
        id,
        "file:/" + id,
        split,
        label,
        SHAPE.height(),
        SHAPE.width(),
        SHAPE.channels(),
        pixels,
        null,
        null,
        64L,
        null,
        8,
        (long) number,
        null);
  }
}
