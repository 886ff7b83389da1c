package io.latentlake.score;

import java.util.Map;
import java.util.Optional;

/**
 * Scores of a minibatch, one number per image in each array but the embedding; lower is better
 * unless stated otherwise.
 *
 * @param reconstructionError reconstruction loss of training, at the posterior mean or code, summed
 *     over channels and pixels
 * @param squaredErrorSum squared difference of image and reconstruction, summed over channels and
 *     pixels
 * @param reconstructionNats −log p(x|z) at the posterior mean; empty if the likelihood has no nats
 * @param klNats KL divergence of the posterior from the prior; only of a VAE
 * @param negativeElboNats reconstruction term plus KL; only of a VAE
 * @param logLikelihoodNats importance-sampled log p(x), high is better; only of a VAE, if asked for
 * @param anomaly the model's anomaly score, what the threshold applies to
 * @param embedding posterior mean or code, {@code [images, units]}
 * @param others other anomaly scores by name, high is anomalous; none unless asked for
 */
public record MinibatchScores(
    double[] reconstructionError,
    double[] squaredErrorSum,
    Optional<double[]> reconstructionNats,
    Optional<double[]> klNats,
    Optional<double[]> negativeElboNats,
    Optional<double[]> logLikelihoodNats,
    double[] anomaly,
    float[][] embedding,
    Map<String, double[]> others) {}
