/**
 * The pass of minibatches of the images table through a model on the executors. It computes scores,
 * embeddings and attributions as rows.
 */
package io.latentlake.infer;
