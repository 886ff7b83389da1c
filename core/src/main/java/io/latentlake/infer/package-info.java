/**
 * The one pass that takes minibatches of the images table through a model on the executors. Scores,
 * embeddings and attributions are computed in it and come back as rows.
 */
package io.latentlake.infer;
