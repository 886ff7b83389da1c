package io.latentlake.table;

import io.latentlake.config.Key;
import java.util.List;
import java.util.Optional;

/** Which images are forgotten: section {@code forget}. */
public record ForgetOptions(
    @Key(meaning = "Ids of the images to forget", example = "[test/scratch/001.png]")
        List<String> imageIds,
    @Key(meaning = "File of more ids, one per line", example = "s3a://lake/requests/2025-03-03.txt")
        Optional<String> imageIdsFile,
    @Key(
            value = "false",
            meaning = "Forget them in every image set below output.path, not only in data.id")
        boolean everyDataId,
    @Key(
            value = "false",
            meaning =
                "Make the next `pipeline` train again the models that were trained on these image"
                    + " sets; if false, they stay as they are")
        boolean retrain) {
  /** Copies the list. */
  public ForgetOptions {
    imageIds = List.copyOf(imageIds);
  }

  /**
   * The same options without image ids, for records.
   *
   * @return options that name no image
   */
  public ForgetOptions withoutIds() {
    return new ForgetOptions(List.of(), imageIdsFile, everyDataId, retrain);
  }
}
