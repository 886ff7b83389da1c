/**
 * How far single latent units stand for single factors of the images, where the factors are known:
 * published metrics of disentanglement on a bounded sample of the embeddings. Spark draws the
 * sample and fits the trees; the rest is arithmetic on arrays.
 */
package io.latentlake.evaluate.disentangle;
