package io.latentlake.train;

import java.io.Serializable;

/**
 * What one worker brings back from a round.
 *
 * @param end what its network ended with
 * @param losses loss terms of the images it trained on, each before the step it caused
 * @param busyMs milliseconds the worker's task took
 * @param location where it ran, in Spark's spelling, so that it may run there again
 */
record WorkerShare(TrainingState end, LossSums losses, long busyMs, String location)
    implements Serializable {
  /**
   * What its parameters weigh in the mean: the mean size of the minibatches it trained on. An image
   * then moves the mean alike whichever worker had it, and a worker with a step less than the
   * others is no lighter for it.
   */
  double imagesPerStep(TrainingState start) {
    return (double) losses.images() / (end.iteration() - start.iteration());
  }
}
