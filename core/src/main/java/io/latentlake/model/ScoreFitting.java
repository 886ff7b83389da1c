package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;

/**
 * What an {@link AnomalyScore} has to learn from normal images before it can score. It is found in
 * one pass over them, in tallies that are merged in any order; the model package keeps it. Scores
 * may share one.
 */
public interface ScoreFitting extends Serializable {
  /** Which images it learns from. */
  enum Images {
    /** Those that the network was trained on: many, but it knows them. */
    TRAINING,
    /** Those that the network was not trained on. */
    VALIDATION
  }

  /**
   * Its name in packages.
   *
   * @return lower case, letters and underscores, unique
   */
  String name();

  /**
   * Which images it learns from.
   *
   * @return the images
   */
  Images images();

  /**
   * Starts to learn.
   *
   * @param options the model
   * @param shape of its images
   * @return a tally of no images
   */
  Tally tally(ModelOptions options, ImageShape shape);

  /**
   * Whether as many numbers can have been learnt.
   *
   * @param length how many numbers a package holds
   * @param options the model
   * @param shape of its images
   * @return false if the package is damaged
   */
  boolean accepts(int length, ModelOptions options, ImageShape shape);

  /** What was learnt from some images. Its size is bounded whatever their number. */
  interface Tally extends Serializable {
    /**
     * Adds images.
     *
     * @param imageIds id of each
     * @param found what the model made of them
     */
    void add(String[] imageIds, Reconstructions found);

    /**
     * Adds what was learnt from other images.
     *
     * @param other a tally that the same fitting started
     */
    void add(Tally other);

    /**
     * The result.
     *
     * @return numbers as the package keeps them; the same, but for rounding, in whatever order
     *     images and tallies were added
     * @throws IllegalStateException if there were no images
     */
    float[] result();
  }
}
