package io.latentlake.infer;

import java.io.Serializable;

/**
 * What is computed for each image of a data frame, as it is sent to the executors.
 *
 * @param score its scores and its embedding
 * @param map its map; null if none is wanted
 * @param invalid what becomes of rows whose image cannot be decoded
 */
record FrameWork(ScoreWork score, ExplainWork map, InvalidRows invalid) implements Serializable {
  /** Images at a time, no more than any part takes. */
  int minibatch() {
    return map == null ? score.minibatch() : Math.min(score.minibatch(), map.minibatch());
  }

  /** How many columns are appended. */
  int columns() {
    return map == null ? 4 : 5;
  }
}
