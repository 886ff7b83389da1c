/**
 * What is computed per image: errors, likelihoods, anomaly scores and their thresholds, embeddings.
 * Arrays in, arrays out.
 */
package io.latentlake.score;
