package io.latentlake.picture;

import io.latentlake.config.Key;
import java.util.List;
import java.util.Optional;

/** Which pictures are written, and where to: section {@code pictures}. */
public record PicturesOptions(
    @Key(
            meaning = "Ids of the images to draw; the most anomalous of those with maps if empty",
            example = "[test/scratch/001.png]")
        List<String> images,
    @Key(
            value = "12",
            min = 1,
            max = 10000,
            unit = "images",
            meaning = "Most anomalous images drawn, unless images are named")
        int count,
    @Key(
            meaning = "Attribution methods to show, in this order; all in the table if empty",
            example = "[smooth-residual, saliency]")
        List<String> methods,
    @Key(
            meaning = "Explained numbers to show, in this order; all in the table if empty",
            example = "[reconstruction_error]")
        List<String> targets,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            unit = "pixels",
            meaning = "Longest side of each picture; 0: about 256, of large images up to 512")
        int size,
    @Key(value = "false", meaning = "Write each picture of a strip as a file of its own, too")
        boolean separate,
    @Key(
            meaning = "Folder that receives the files; below output.path unless it is given",
            example = "s3a://lake/pictures")
        Optional<String> path) {
  /** Copies the lists. */
  public PicturesOptions {
    images = List.copyOf(images);
    methods = List.copyOf(methods);
    targets = List.copyOf(targets);
  }

  /**
   * The same options without image ids, for records.
   *
   * @return options that name no image
   */
  public PicturesOptions withoutIds() {
    return new PicturesOptions(List.of(), count, methods, targets, size, separate, path);
  }
}
