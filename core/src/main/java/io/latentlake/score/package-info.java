/**
 * What is computed for an image: reconstruction errors, likelihoods and the embedding. Arrays in,
 * arrays out.
 */
package io.latentlake.score;
