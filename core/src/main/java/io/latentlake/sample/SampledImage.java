package io.latentlake.sample;

import io.latentlake.image.ImageShape;
import io.latentlake.table.SamplesTable;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * An image that a model drew.
 *
 * @param kind what was drawn
 * @param item number of the draw, the pair, or the latent unit
 * @param step place within an interpolation or a traversal, from 0
 * @param value position from 0 to 1, or value of the unit; null for a draw from the prior
 * @param label that the model was told; null if it is not conditioned on labels
 * @param shape size of the image
 * @param pixels uint8, channel-major
 */
public record SampledImage(
    Kind kind, int item, int step, Double value, String label, ImageShape shape, byte[] pixels) {
  /** What was drawn. */
  public enum Kind {
    /** A latent drawn from the prior, decoded. */
    PRIOR,
    /** A point between the latents of two images, decoded. */
    INTERPOLATION,
    /** A point along one latent unit, with the others fixed, decoded. */
    TRAVERSAL;

    /**
     * The word in the table.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * As a row of {@link SamplesTable}.
   *
   * @return the row
   */
  public Row row() {
    return RowFactory.create(
        kind.word(),
        item,
        step,
        value,
        shape.height(),
        shape.width(),
        shape.channels(),
        pixels,
        label);
  }
}
