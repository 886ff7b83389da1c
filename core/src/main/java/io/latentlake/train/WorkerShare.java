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
record WorkerShare(RoundStart end, LossSums losses, long busyMs, String location)
    implements Serializable {}
