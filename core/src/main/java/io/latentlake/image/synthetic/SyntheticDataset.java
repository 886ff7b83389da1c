package io.latentlake.image.synthetic;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** A dataset of drawn images. Each depends only on the seed and its index. */
sealed interface SyntheticDataset extends Serializable permits TileDataset, SpriteDataset {
  /** Name of the dataset's folder, if there are several datasets: {@code tiles}. */
  String folder();

  /** How many images there are, masks not counted. */
  long images();

  /** How many files {@link #draw} gives over all indices. */
  long files();

  /**
   * Draws one image.
   *
   * @param index 0 to {@link #images()} - 1
   * @return the image and, where it has one, its mask
   */
  List<DrawnFile> draw(long index);

  /**
   * Gives the text of the manifest, line by line, without drawing anything.
   *
   * @return the header and a line for each image; empty if the dataset needs no manifest
   */
  Stream<String> manifest();
}
