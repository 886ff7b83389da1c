package io.latentlake.infer;

import io.latentlake.explain.ExplainOptions;
import io.latentlake.image.DataOptions;
import io.latentlake.score.ScoreOptions;
import java.util.Optional;

/**
 * What is found for the images of a data frame.
 *
 * @param data where rows hold them, and how they are brought to the model's shape
 * @param score images at a time, which threshold
 * @param map attribution method whose map of each image is wanted
 * @param explain options of the method, and what it explains: the first of the targets
 * @param seed of the draws, which are keyed by image id
 * @param invalid what becomes of rows whose image cannot be decoded
 * @param prefix what the names of the columns begin with that are appended; may be empty
 */
public record FrameOptions(
    DataOptions data,
    ScoreOptions score,
    Optional<String> map,
    ExplainOptions explain,
    long seed,
    InvalidRows invalid,
    String prefix) {}
