package io.latentlake.train;

import java.io.Serializable;

/**
 * What one worker brings back from a round.
 *
 * @param parameters all parameters of its network
 * @param optimizerState the optimiser's moments, empty if it has none
 * @param losses loss terms of the images it trained on, each before the step it caused
 * @param busyMs milliseconds the worker's task took
 * @param location where it ran, in Spark's spelling, so that it may run there again
 */
record WorkerShare(
    float[] parameters, float[] optimizerState, LossSums losses, long busyMs, String location)
    implements Serializable {
  long bytes() {
    return Float.BYTES * (parameters.length + (long) optimizerState.length);
  }
}
