package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Images that go through a model together; all arrays have the same length.
 *
 * @param shape of every image
 * @param imageIds which images
 * @param splits their splits
 * @param labels their labels; null where an image has none
 * @param pixels unsigned bytes, channel-major
 * @param masks where pixels are marked as defective, one byte each; null where an image has none
 * @param sourceKeys what their rows were made from; null in tables of earlier releases
 */
record ImageMinibatch(
    ImageShape shape,
    String[] imageIds,
    String[] splits,
    String[] labels,
    byte[][] pixels,
    byte[][] masks,
    Long[] sourceKeys) {

  /** Columns of the images table that a minibatch is made of. */
  static Column[] columns() {
    return new Column[] {
      col(ImagesTable.IMAGE_ID),
      col(ImagesTable.SPLIT),
      col(ImagesTable.LABEL),
      col(ImagesTable.PIXELS),
      col(ImagesTable.MASK),
      col(ImagesTable.SOURCE_KEY)
    };
  }

  /** Reads rows that hold {@link #columns} in that order. */
  static ImageMinibatch of(ImageShape shape, List<Row> rows) {
    int count = rows.size();
    ImageMinibatch images =
        new ImageMinibatch(
            shape,
            new String[count],
            new String[count],
            new String[count],
            new byte[count][],
            new byte[count][],
            new Long[count]);
    for (int i = 0; i < count; i++) {
      Row row = rows.get(i);
      images.imageIds[i] = row.getString(0);
      images.splits[i] = row.getString(1);
      images.labels[i] = row.getString(2);
      images.pixels[i] = (byte[]) row.get(3);
      images.masks[i] = (byte[]) row.get(4);
      images.sourceKeys[i] = (Long) row.get(5);
      if (images.pixels[i].length != shape.values()) {
        throw new IllegalStateException(
            "image "
                + images.imageIds[i]
                + " has "
                + images.pixels[i].length
                + " bytes of pixels; "
                + shape
                + " needs "
                + shape.values());
      }
    }
    return images;
  }

  /** The same as a model sees them, which is told their labels. */
  ImageMinibatch seenBy(InferenceModel model) {
    model.given(labels);
    return new ImageMinibatch(
        shape, imageIds, splits, labels, model.seen(imageIds, pixels), masks, sourceKeys);
  }

  int count() {
    return imageIds.length;
  }

  OptionalLong sourceKey(int image) {
    Long key = sourceKeys[image];
    return key == null ? OptionalLong.empty() : OptionalLong.of(key);
  }

  Optional<String> label(int image) {
    return Optional.ofNullable(labels[image]);
  }

  /**
   * Works on the images of each label by themselves, if wanted: an explanation shows the model
   * altered images in what order and number it likes, so that one conditioned on labels is told one
   * label at a time.
   *
   * @param apart whether to take them apart
   * @param work gives one result for each image, in order
   * @return the results in the order of all images
   */
  <T> List<T> byLabel(boolean apart, Function<ImageMinibatch, List<T>> work) {
    if (!apart) {
      return work.apply(this);
    }
    List<T> all = new ArrayList<>(Collections.nCopies(count(), null));
    for (String label : new LinkedHashSet<>(Arrays.asList(labels))) {
      int[] some =
          IntStream.range(0, count()).filter(i -> Objects.equals(labels[i], label)).toArray();
      List<T> found = work.apply(only(some));
      for (int i = 0; i < some.length; i++) {
        all.set(some[i], found.get(i));
      }
    }
    return all;
  }

  private ImageMinibatch only(int[] some) {
    return new ImageMinibatch(
        shape,
        Arrays.stream(some).mapToObj(i -> imageIds[i]).toArray(String[]::new),
        Arrays.stream(some).mapToObj(i -> splits[i]).toArray(String[]::new),
        Arrays.stream(some).mapToObj(i -> labels[i]).toArray(String[]::new),
        Arrays.stream(some).mapToObj(i -> pixels[i]).toArray(byte[][]::new),
        Arrays.stream(some).mapToObj(i -> masks[i]).toArray(byte[][]::new),
        Arrays.stream(some).mapToObj(i -> sourceKeys[i]).toArray(Long[]::new));
  }
}
