package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Determines shape and colour for {@code auto} from the images whose ids sort first. */
final class FirstImages {
  private static final int LOOKED_AT = 16;

  /** Height, width, colour. */
  private static final int LOOK_VALUES = 3;

  private FirstImages() {}

  /** Number of images to inspect; 0 if the options set everything. */
  static int wanted(DataOptions options) {
    boolean given = options.height() > 0 && options.width() > 0;
    return given && !options.color().equals("auto") ? 0 : LOOKED_AT;
  }

  /**
   * The shape that every image gets.
   *
   * @param first {@link #wanted} usable items, those whose ids sort first
   * @param images how many items there are that may be usable
   * @throws InvalidSourceException if the options leave something open and none of the first images
   *     can be used
   */
  static ImageShape shape(SparkSession spark, List<Row> first, long images, DataOptions options) {
    if (wanted(options) == 0) {
      return new ImageShape(
          options.color().equals("grey") ? 1 : 3, options.height(), options.width());
    }
    // The shape given here does not matter: the result has the image's own shape.
    ImagePreparation preparation = new ImagePreparation(options, new ImageShape(1, 1, 1));
    ItemFiles files = new ItemFiles(spark);
    List<Row> shapes =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(first)
            .map(item -> look(item, preparation, files))
            .collect();
    Optional<Row> firstSound = shapes.stream().filter(FirstImages::sound).findFirst();
    if (firstSound.isEmpty()) {
      throw new InvalidSourceException(noneSound(first, shapes, images));
    }
    boolean coloured = shapes.stream().anyMatch(shape -> sound(shape) && shape.getBoolean(2));
    return given(
        new ImageShape(coloured ? 3 : 1, firstSound.get().getInt(0), firstSound.get().getInt(1)),
        options);
  }

  /** A shape with what the options set instead of its own. */
  static ImageShape given(ImageShape automatic, DataOptions options) {
    int channels =
        switch (options.color()) {
          case "grey" -> 1;
          case "rgb" -> 3;
          default -> automatic.channels();
        };
    return new ImageShape(
        channels,
        options.height() > 0 ? options.height() : automatic.height(),
        options.width() > 0 ? options.width() : automatic.width());
  }

  private static boolean sound(Row look) {
    return look.size() == LOOK_VALUES;
  }

  /** Explains why no image can be used: the reasons, with counts and examples. */
  private static String noneSound(List<Row> first, List<Row> looks, long images) {
    Map<String, List<Integer>> byReason = new TreeMap<>();
    for (int i = 0; i < looks.size(); i++) {
      byReason.computeIfAbsent(looks.get(i).getString(0), any -> new ArrayList<>()).add(i);
    }
    String reasons =
        byReason.entrySet().stream()
            .map(
                reason -> {
                  int example = reason.getValue().get(0);
                  return reason.getValue().size()
                      + " "
                      + reason.getKey()
                      + " ("
                      + first.get(example).<String>getAs(Items.IMAGE_ID)
                      + ": "
                      + looks.get(example).getString(1)
                      + ")";
                })
            .collect(Collectors.joining(", "));
    return images == first.size()
        ? "no image can be used, all " + images + " are unusable: " + reasons
        : "none of the first "
            + first.size()
            + " of "
            + images
            + " images can be used: "
            + reasons
            + "; if others can, set data.height, data.width and data.color";
  }

  /** Height, width and whether the image is coloured; reason and detail if it cannot be used. */
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
      return RowFactory.create(e.reason().text(), e.getMessage());
    }
  }
}
