/**
 * Training by parameter averaging on Spark executors: the loop over averaging rounds, minibatch
 * loading, checkpoints, early stopping and history. The same seed and number of workers give the
 * same parameters.
 */
package io.latentlake.train;
