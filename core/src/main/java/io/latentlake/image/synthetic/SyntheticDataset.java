package io.latentlake.image.synthetic;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** A dataset of drawn images, each of them a function of the seed and its index alone. */
sealed interface SyntheticDataset extends Serializable permits TileDataset, SpriteDataset {
  /** Folder of the dataset's own, when it lies beside others: {@code tiles}. */
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
