package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;

import io.latentlake.table.ImagesTable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stored pixels as numbers from 0 to 1. */
final class PixelRows {
  private static final double WHITE = 255;

  private PixelRows() {}

  /** The images of a split as they are stored. */
  static JavaRDD<byte[]> storedOfSplit(Dataset<Row> images, String split) {
    return images
        .filter(col(ImagesTable.SPLIT).equalTo(split))
        .select(ImagesTable.PIXELS)
        .toJavaRDD()
        .map(row -> row.<byte[]>getAs(0));
  }

  /** Gives the values of one image. */
  static double[] values(byte[] pixels) {
    double[] values = new double[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 0xFF) / WHITE;
    }
    return values;
  }
}
