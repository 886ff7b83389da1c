package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class EarlierKeysTest extends IngestCase {
  /** The key that the release gave this item that read masks by how bright they look. */
  private static final long KEY_OF_MASKS_BY_BRIGHTNESS = -6594077085950728421L;

  @Test
  void rowsOfAReleaseThatReadMasksDifferentlyAreDecodedAgain() throws Exception {
    // A format without compression, whose bytes are the same on every Java
    byte[] bmp = Pictures.encode(Pictures.grey(2, 2, 7), "bmp");
    Dataset<Row> table =
        spark()
            .createDataFrame(
                List.of(RowFactory.create("a", bmp)),
                new StructType().add("sku", "string").add("image", "binary"));
    ingest(table, "id-column=sku");
    assertThat(ingest(table, "id-column=sku").unchanged()).isEqualTo(1);

    Column[] columns =
        Arrays.stream(ImagesTable.SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
    Dataset<Row> earlier =
        spark()
            .createDataFrame(
                store()
                    .read(ImagesTable.key("d"), ImagesTable.SCHEMA)
                    .select(columns)
                    .withColumn(ImagesTable.SOURCE_KEY, lit(KEY_OF_MASKS_BY_BRIGHTNESS))
                    .collectAsList(),
                ImagesTable.SCHEMA);
    store().write(earlier, ImagesTable.key("d"), "r2b");
    assertThat(ingest(table, "id-column=sku").changed()).isEqualTo(1);
  }
}
