package io.latentlake.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;

/** Reads the images of a minibatch on an executor, through the cache its JVM shares. */
final class ImageReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<List<String>> files;
  private final Broadcast<SerializableHadoopConfig> hadoop;

  /**
   * Images by themselves.
   *
   * @param imageIds id of each
   * @param labels label of each, or null
   * @param pixels uint8, channel-major, of each
   */
  record Images(String[] imageIds, String[] labels, byte[][] pixels) {
    /** Those from one position up to another. */
    Images some(int from, int to) {
      return new Images(
          Arrays.copyOfRange(imageIds, from, to),
          Arrays.copyOfRange(labels, from, to),
          Arrays.copyOfRange(pixels, from, to));
    }
  }

  /**
   * Prepares to read.
   *
   * @param files URIs of the images table's files, which minibatches name by index
   * @param hadoop how to reach them
   */
  ImageReader(Broadcast<List<String>> files, Broadcast<SerializableHadoopConfig> hadoop) {
    this.files = files;
    this.hadoop = hadoop;
  }

  /** The images in the order of their files. */
  Images inFileOrder(Minibatch minibatch) {
    return read(
        minibatch,
        (segment, rows) -> {
          int[] order = new int[rows];
          for (int i = 0; i < rows; i++) {
            order[i] = i;
          }
          return order;
        });
  }

  /** The images in the order that a seed and the minibatch's epoch give each row group. */
  Images shuffled(Minibatch minibatch, long seed) {
    return read(
        minibatch,
        (segment, rows) ->
            Permutation.of(rows, seed, minibatch.epoch(), segment.file(), segment.group()));
  }

  private interface Order {
    int[] of(Minibatch.Segment segment, int rows);
  }

  private Images read(Minibatch minibatch, Order orderOfGroup) {
    String[] imageIds = new String[minibatch.rows()];
    String[] labels = new String[minibatch.rows()];
    byte[][] pixels = new byte[minibatch.rows()][];
    int next = 0;
    for (Minibatch.Segment segment : minibatch.segments()) {
      ImageGroup group =
          ImageGroupCache.SHARED.get(
              hadoop.getValue().getConfiguration(),
              files.getValue().get(segment.file()),
              segment.group());
      int[] order = orderOfGroup.of(segment, group.pixels().size());
      for (int i = 0; i < segment.rows(); i++, next++) {
        int row = order[segment.offset() + i];
        imageIds[next] = group.imageIds().get(row);
        labels[next] = group.labels().get(row);
        pixels[next] = group.pixels().get(row);
      }
    }
    return new Images(imageIds, labels, pixels);
  }
}
