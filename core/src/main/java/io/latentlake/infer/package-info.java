/**
 * The pass of minibatches of the images table through a model on the executors. It computes scores,
 * embeddings and attributions as rows, or appends them to the rows of any data frame.
 */
package io.latentlake.infer;
