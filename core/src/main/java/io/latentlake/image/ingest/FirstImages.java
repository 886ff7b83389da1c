package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Settles what {@code auto} means by the images whose ids sort first. */
final class FirstImages {
  private static final int LOOKED_AT = 16;

  private FirstImages() {}

  /**
   * The shape that every image gets.
   *
   * @throws IllegalArgumentException if it hangs on the images and none of the first can be used
   */
  static ImageShape shape(SparkSession spark, Dataset<Row> items, DataOptions options) {
    boolean given = options.height() > 0 && options.width() > 0;
    if (given && !options.color().equals("auto")) {
      return new ImageShape(
          options.color().equals("grey") ? 1 : 3, options.height(), options.width());
    }
    List<Row> first =
        items
            .where(col(Items.FAULT).isNull())
            .orderBy(col(Items.IMAGE_ID), col(Items.URI))
            .limit(LOOKED_AT)
            .collectAsList();
    // The shape given here does not matter: what comes back is the image's own.
    ImagePreparation preparation = new ImagePreparation(options, new ImageShape(1, 1, 1));
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<Row> shapes =
        spark
            .createDataFrame(first, items.schema())
            .toJavaRDD()
            .map(item -> look(item, preparation, hadoop))
            .collect();
    Optional<Row> firstSound = shapes.stream().filter(shape -> shape.size() > 0).findFirst();
    if (firstSound.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the first "
              + first.size()
              + " images can be used, so data.height, data.width and data.color have to be given");
    }
    int height = options.height() > 0 ? options.height() : firstSound.get().getInt(0);
    int width = options.width() > 0 ? options.width() : firstSound.get().getInt(1);
    boolean coloured =
        options.color().equals("auto")
            ? shapes.stream().anyMatch(shape -> shape.size() > 0 && shape.getBoolean(2))
            : options.color().equals("rgb");
    return new ImageShape(coloured ? 3 : 1, height, width);
  }

  /** Height, width and whether the image is coloured; nothing if it cannot be used. */
  private static Row look(Row item, ImagePreparation preparation, SerializableConfiguration hadoop)
      throws java.io.IOException {
    try {
      byte[] content = ItemDecoder.content(item, preparation, hadoop);
      Integer channels = item.getAs(Items.RAW_CHANNELS);
      if (channels != null) {
        return RowFactory.create(
            item.getAs(Items.RAW_HEIGHT), item.getAs(Items.RAW_WIDTH), channels == 3);
      }
      ImagePreparation.Look look = preparation.look(content);
      return RowFactory.create(look.height(), look.width(), look.coloured());
    } catch (ImageRejectedException e) {
      return RowFactory.create();
    }
  }
}
