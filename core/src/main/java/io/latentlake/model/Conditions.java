package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network is told of images beside their pixels: for each the values of the place {@link
 * io.latentlake.architecture.Architecture#CONDITION}. For one thread.
 */
final class Conditions implements AutoCloseable {
  private final ModelOptions options;
  private final DataType type;
  private final Scratch rows = new Scratch();
  private int[] places = {};
  private boolean all;

  /** Nothing is given yet. */
  Conditions(ModelOptions options, DataType type) {
    this.options = options;
    this.type = type;
  }

  /** The images of the passes to come have these labels. */
  void of(String[] labels) {
    places = places(options, labels);
    all = false;
  }

  /** However many images the passes to come have, all have this label. */
  void ofAll(String label) {
    of(new String[] {label});
    all = true;
  }

  /** A row for each of some images; overwritten by the next call. */
  INDArray rows(long images) {
    if (!all && places.length != images) {
      throw new IllegalStateException(
          "model "
              + options.id()
              + " is told the labels of "
              + places.length
              + " images, but is shown "
              + images);
    }
    int[] each = places;
    if (all) {
      each = new int[(int) images];
      Arrays.fill(each, places[0]);
    }
    INDArray array = rows.of(type, images, options.labels().size());
    OffHeap.write(values(options, each), array);
    return array;
  }

  /** 1 at the place of each image's label, else 0; a row after the other. */
  static float[] values(ModelOptions options, int[] places) {
    int size = options.labels().size();
    float[] values = new float[places.length * size];
    for (int i = 0; i < places.length; i++) {
      values[i * size + places[i]] = 1;
    }
    return values;
  }

  /**
   * The place of each image's label.
   *
   * @throws IllegalArgumentException if the model does not know a label, or there is none
   */
  static int[] places(ModelOptions options, String[] given) {
    List<String> known = options.labels();
    int[] places = new int[given.length];
    for (int i = 0; i < given.length; i++) {
      places[i] = given[i] == null ? -1 : known.indexOf(given[i]);
      if (places[i] < 0) {
        throw new IllegalArgumentException(
            (given[i] == null ? "an image has no label" : "an image has label " + given[i])
                + ", but model "
                + options.id()
                + " is conditioned on labels and knows "
                + String.join(", ", known));
      }
    }
    return places;
  }

  @Override
  public void close() {
    rows.close();
  }
}
