package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageShape;
import io.latentlake.image.Pictures;
import io.latentlake.image.ingest.FrameImages.FrameImage;
import io.latentlake.table.ImagesTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameImagesTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path temp;

  @Test
  void filesAndSparkImagesOfColourGiveRedGreenBlue() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("scratch"));
    Files.write(folder.resolve("1.png"), Pictures.encode(Pictures.pattern(), "png"));

    for (String format : List.of("binaryFile", "image")) {
      FrameImage image =
          only(SPARK.read().format(format).load(folder.toString()), Pictures.PATTERN);
      assertThat(image.pixels()).hasValue(Pictures.patternPixels());
      assertThat(image.label()).isEqualTo("scratch");
      assertThat(image.imageId()).endsWith("/scratch/1.png");
    }
  }

  @Test
  void storedImagesStayAsTheyAreOrAreResized() {
    Dataset<Row> stored = stored(Pictures.patternPixels());
    FrameImage image = only(stored, Pictures.PATTERN);
    assertThat(image.pixels()).hasValue(Pictures.patternPixels());
    assertThat(image.imageId()).isEqualTo("a/1.png");
    assertThat(image.label()).isNull();

    assertThat(only(stored, new ImageShape(1, 2, 3)).pixels().orElseThrow()).hasSize(6);
    assertThat(only(stored(new byte[7]), Pictures.PATTERN).pixels()).isEmpty();
  }

  @Test
  void columnsMayBeNamed() {
    Dataset<Row> table =
        SPARK.createDataFrame(
            List.of(RowFactory.create("k1", 2.0, Pictures.png(4, 6, 9))),
            new StructType().add("sku", "string").add("shelf", "double").add("photo", "binary"));
    FrameImage image =
        only(
            table,
            new ImageShape(1, 4, 6),
            "image-column=Photo",
            "id-column=sku",
            "label-column=shelf");

    assertThat(image.imageId()).isEqualTo("k1");
    assertThat(image.label()).isEqualTo("2");
    assertThat(image.pixels().orElseThrow()).hasSize(24).containsOnly(9);
  }

  private static Dataset<Row> stored(byte[] pixels) {
    return SPARK.createDataFrame(
        List.of(RowFactory.create("a/1.png", 4, 6, 3, pixels)),
        new StructType()
            .add(ImagesTable.IMAGE_ID, "string")
            .add(ImagesTable.HEIGHT, "int")
            .add(ImagesTable.WIDTH, "int")
            .add(ImagesTable.CHANNELS, "int")
            .add(ImagesTable.PIXELS, "binary"));
  }

  private static FrameImage only(Dataset<Row> frame, ImageShape shape, String... overrides) {
    DataOptions options = Options.of(DataOptions.class, overrides);
    Row held = frame.select(FrameImages.column(frame, options)).head().getStruct(0);
    return new FrameImages(frame, options, shape).read(held);
  }
}
