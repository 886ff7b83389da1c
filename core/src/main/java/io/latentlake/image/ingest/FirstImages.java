package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Settles what {@code auto} means by the images whose ids sort first. */
final class FirstImages {
  private static final int LOOKED_AT = 16;

  private FirstImages() {}

  /** How many images have to be looked at; none if the options leave nothing open. */
  static int wanted(DataOptions options) {
    boolean given = options.height() > 0 && options.width() > 0;
    return given && !options.color().equals("auto") ? 0 : LOOKED_AT;
  }

  /**
   * The shape that every image gets.
   *
   * @param first {@link #wanted} usable items, those whose ids sort first
   * @throws IllegalArgumentException if it hangs on the images and none of the first can be used
   */
  static ImageShape shape(SparkSession spark, List<Row> first, DataOptions options) {
    if (wanted(options) == 0) {
      return new ImageShape(
          options.color().equals("grey") ? 1 : 3, options.height(), options.width());
    }
    // The shape given here does not matter: what comes back is the image's own.
    ImagePreparation preparation = new ImagePreparation(options, new ImageShape(1, 1, 1));
    ItemFiles files = new ItemFiles(spark);
    List<Row> shapes =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(first)
            .map(item -> look(item, preparation, files))
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
  private static Row look(Row item, ImagePreparation preparation, ItemFiles files)
      throws IOException {
    try {
      byte[] content = files.content(item, preparation);
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
